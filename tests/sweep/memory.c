/* SPDX-License-Identifier: MIT */
#include "tests/sweep/memory.h"

#include <hakmem.h>
#include <stdint.h>

#include "support/image.h"
#include "tests/sweep/inside.h"

/*
 * Small, so that a run is short; some words of bitmap, so that runs span words. The
 * first piece has what the board can give, up to FIRST_MAX.
 */
#define FIRST_MIN    8512u
#define FIRST_MAX    12288u
#define SECOND_BYTES 1024u

static bool wanted; /* the second piece, by anybody, since memory_init() */

static char *first_piece(size_t *size)
{
	char *p = image_arena(size);

	*size = *size > FIRST_MAX + SECOND_BYTES ? FIRST_MAX : *size - SECOND_BYTES;
	return p;
}

static char *second_piece(void)
{
	size_t size;
	char *p = first_piece(&size);

	return p + size;
}

void *memory_pieces(size_t *size)
{
	char *p = first_piece(size);

	*size += wanted ? SECOND_BYTES : 0;
	return p;
}

void *memory_left(size_t *size)
{
	char *p = second_piece() + SECOND_BYTES, *start = image_arena(size);

	*size -= (size_t)(p - start);
	return p;
}

void memory_forget(void)
{
	wanted = false;
}

void memory_init(void)
{
	size_t size;
	char *p = first_piece(&size);

	if (size < FIRST_MIN) {
		print("the board has %zu bytes too few\n", FIRST_MIN - size);
		image_exit(1);
	}
	memory_forget();
	(void)hakmem_init(p, size);
}

int memory_add(void)
{
	return hakmem_add_region(second_piece(), SECOND_BYTES);
}

bool memory_added(int error)
{
	wanted = true;
	return !error || error == -HAKMEM_EBUSY || error == -HAKMEM_EINVAL;
}

bool memory_holds(const void *p, size_t size)
{
	size_t first;
	uintptr_t at = (uintptr_t)p - (uintptr_t)first_piece(&first);

	if (at >= first) {
		at -= first;
		first = SECOND_BYTES;
	}
	return at < first && size <= first - at;
}

bool memory_whole(void)
{
	struct hakmem_stats stats;

	/* what fails makes every heap give back what is empty */
	if (hakmem_malloc(FIRST_MAX + SECOND_BYTES) || hakmem_stats(&stats))
		return false;
	return inside_all_swept() && stats.regions == 1u + wanted && !stats.used_blocks &&
	       !stats.pages && !stats.large_blocks &&
	       stats.free_bytes + stats.heap_bytes == stats.slices * stats.slice_size;
}
