/* SPDX-License-Identifier: MIT */
#include "calls.h"

#include <hakmem.h>
#include <lib/string.h>

#include "support/image.h"

struct last_call last_call;

static void done(enum path path, uint32_t cost)
{
	last_call = (struct last_call){ path, cost };
	record_call(path, cost);
}

void *call_malloc(size_t size)
{
	struct before before;
	uintptr_t p;
	uint32_t cost;

	before_malloc(&before, size);
	cost = image_cost((image_fn)hakmem_malloc, size, 0, &p);
	done(after_malloc(&before, (void *)p), cost);
	return (void *)p;
}

void call_free(void *p)
{
	struct before before;
	uintptr_t unused;
	uint32_t cost;

	before_free(&before, p);
	cost = image_cost((image_fn)hakmem_free, (uintptr_t)p, 0, &unused);
	done(after_free(&before), cost);
}

static size_t copied;

static void copy(void *p, const void *same)
{
	mem_copy(p, same, copied);
}

/* What copying @size bytes costs, without calling the function that does it. */
static uint32_t cost_of_copy(void *p, size_t size)
{
	uintptr_t unused;
	uint32_t cost;

	copied = (size + sizeof(long) - 1) & ~(sizeof(long) - 1);
	cost = image_cost((image_fn)copy, (uintptr_t)p, (uintptr_t)p, &unused);
	copied = 0;
	return cost - image_cost((image_fn)copy, (uintptr_t)p, (uintptr_t)p, &unused);
}

void *call_realloc(void *old, size_t size)
{
	struct before before;
	size_t had = hakmem_usable_size(old);
	uintptr_t p;
	uint32_t cost;
	enum path path;

	before_free(&before, old);
	cost = image_cost((image_fn)hakmem_realloc, (uintptr_t)old, size, &p);
	path = after_realloc(&before, old, (void *)p);
	if (path == PATH_REALLOC_MOVE && cost != IMAGE_COST_MAX)
		cost -= cost_of_copy((void *)p, had < size ? had : size);
	done(path, cost);
	return (void *)p;
}

void *call_aligned(size_t alignment, size_t size)
{
	struct before before;
	uintptr_t p;
	uint32_t cost;

	before_aligned(&before, alignment, size);
	cost = image_cost((image_fn)hakmem_aligned_alloc, alignment, size, &p);
	done(after_aligned(&before, (void *)p), cost);
	return (void *)p;
}
