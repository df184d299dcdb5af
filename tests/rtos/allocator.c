/* SPDX-License-Identifier: MIT */
#include "tests/rtos/allocator.h"

#include <hakmem.h>

#include "kernel/heap_list.h"
#include "support/image.h"
#include "tests/rtos/threads.h"

volatile uint32_t faults;

void hakmem_fault_hook(const struct hakmem_fault *fault)
{
	if (!faults)
		print("# fault: %s at %p, invariant %u\n", hakmem_fault_name(fault->code),
		      fault->address, fault->invariant);
	faults++;
}

bool arena_start(size_t bytes)
{
	size_t size;
	void *base = image_arena(&size);

	faults = 0;
	allocators_reset();
	threads_reset();
	return !hakmem_init(base, bytes < size ? bytes : size);
}

bool arena_valid(void)
{
	return !hakmem_validate() && !faults;
}

/* A request that cannot be met makes the library look everywhere. */
size_t arena_lost(void)
{
	struct hakmem_stats stats;

	if (hakmem_stats(&stats) || hakmem_malloc(stats.supplied) || hakmem_stats(&stats))
		return SIZE_MAX;
	return stats.slices * stats.slice_size - stats.free_bytes - stats.heap_bytes;
}

unsigned int arena_entered(void)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	unsigned int n = 0;

	for (struct hakmem_heap *heap = heap_first(arena); heap; heap = heap_next(heap)) {
		if (heap_try_enter(heap))
			heap_leave(heap);
		else if (!heap_is_inside(heap, NULL))
			n++;
	}
	return n;
}

/* -------------------------------------------------------------------- contents */

static uint8_t pattern(uint8_t tag, size_t i)
{
	return (uint8_t)(tag + i * 7);
}

void block_fill(void *p, size_t size, uint8_t tag)
{
	uint8_t *byte = p;

	for (size_t i = 0; i < size; i++)
		byte[i] = pattern(tag, i);
}

bool block_intact(const void *p, size_t size, uint8_t tag)
{
	const uint8_t *byte = p;
	size_t i = 0;

	while (i < size && byte[i] == pattern(tag, i))
		i++;
	return i == size;
}
