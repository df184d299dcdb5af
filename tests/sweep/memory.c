/* SPDX-License-Identifier: MIT */
#include "tests/sweep/memory.h"

#include <hakmem.h>
#include <stdint.h>

#include "support/image.h"

/* Small, so that a run is short; two words of bitmap, so that runs span words. */
#define FIRST_BYTES  8704u
#define SECOND_BYTES 1024u

static bool wanted; /* the second piece, by anybody */

static char *first_piece(void)
{
	size_t size;
	char *p = image_arena(&size);

	if (size < FIRST_BYTES + SECOND_BYTES) {
		print("the board has %zu bytes of memory, too few\n", size);
		image_exit(1);
	}
	return p;
}

void memory_init(void)
{
	wanted = false;
	(void)hakmem_init(first_piece(), FIRST_BYTES);
}

int memory_add(void)
{
	return hakmem_add_region(first_piece() + FIRST_BYTES, SECOND_BYTES);
}

bool memory_added(int error)
{
	wanted = true;
	return !error || error == -HAKMEM_EBUSY || error == -HAKMEM_EINVAL;
}

bool memory_holds(const void *p, size_t size)
{
	uintptr_t at = (uintptr_t)p - (uintptr_t)first_piece();

	if (at < FIRST_BYTES)
		return size <= FIRST_BYTES - at;
	at -= FIRST_BYTES;
	return at < SECOND_BYTES && size <= SECOND_BYTES - at;
}

bool memory_whole(void)
{
	struct hakmem_stats stats;

	/* what fails makes every heap give back what is empty */
	if (hakmem_malloc(FIRST_BYTES + SECOND_BYTES) || hakmem_stats(&stats))
		return false;
	return stats.regions == 1u + wanted && !stats.used_blocks && !stats.pages &&
	       !stats.large_blocks &&
	       stats.free_bytes + stats.heap_bytes == stats.slices * stats.slice_size;
}
