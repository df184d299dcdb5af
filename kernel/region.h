/* SPDX-License-Identifier: MIT */
/* From an address to its region. */
#ifndef KERNEL_REGION_H
#define KERNEL_REGION_H

#include <asm/atomic.h>
#include "types.h"

/* log2 of bytes a slice: a constant where the configuration leaves no choice. */
#if CONFIG_HAKMEM_SLICE_SHIFT_MIN == CONFIG_HAKMEM_SLICE_SHIFT_MAX
static always_inline unsigned int slice_shift(const struct hakmem_arena *arena)
{
	(void)arena;
	return CONFIG_HAKMEM_SLICE_SHIFT_MIN;
}

static always_inline unsigned int node_shift(const struct region_node *node)
{
	(void)node;
	return CONFIG_HAKMEM_SLICE_SHIFT_MIN;
}
#else
static always_inline unsigned int slice_shift(const struct hakmem_arena *arena)
{
	return arena->slice_shift;
}

/* The same from what the fast path has a pointer to anyway. */
static always_inline unsigned int node_shift(const struct region_node *node)
{
	return node->slice_shift;
}
#endif

_Static_assert(!IS_ENABLED(CONFIG_HAKMEM_PAGES) ||
		       (1ul << CONFIG_HAKMEM_SLICE_SHIFT_MAX) <= CLASS_MAX,
	       "a large block has at least two slices");
_Static_assert((1ul << CONFIG_HAKMEM_SLICE_SHIFT_MIN) >= HAKMEM_ALIGNMENT,
	       "slices are aligned as blocks are");

static inline size_t slice_size(const struct hakmem_arena *arena)
{
	return (size_t)1 << slice_shift(arena);
}

/* Number of slices that @bytes take. */
static inline size_t slices_for(const struct hakmem_arena *arena, size_t bytes)
{
	return (bytes + slice_size(arena) - 1) >> slice_shift(arena);
}

/* A region without slices, for the links that lead to none. Constant. */
extern const struct region_node region_none;
#define REGION_NONE ((unsigned long)&region_none)

static always_inline const struct region_node *region_link(const struct atomic_word *link)
{
	return (const struct region_node *)atomic_read_depends(link);
}

static always_inline bool node_holds(const struct region_node *node, uintptr_t addr)
{
	return addr - node->base < node->size;
}

/* Region whose slices hold @p, or NULL. O(regions). */
struct region *region_find(const struct hakmem_arena *arena, const void *p);

static inline struct region *region_first(const struct hakmem_arena *arena)
{
	return (struct region *)atomic_read_depends(&arena->regions);
}

static inline struct region *region_next(const struct region *region)
{
	return (struct region *)atomic_read_depends(&region->next);
}

static inline void *slice_address(const struct hakmem_arena *arena,
				  const struct region *region, size_t slice)
{
	return (void *)(region->node.base + (slice << slice_shift(arena)));
}

static inline size_t slice_of(const struct hakmem_arena *arena,
			      const struct region *region, const void *p)
{
	return ((uintptr_t)p - region->node.base) >> slice_shift(arena);
}

/* Where the header of a region may lie, at @base or behind it. */
static inline struct region *region_at(const void *base)
{
	return (struct region *)(((uintptr_t)base + HAKMEM_ALIGNMENT - 1) &
				 ~(uintptr_t)(HAKMEM_ALIGNMENT - 1));
}

/*
 * Make a region of the @size bytes at @base, with its header at @region, which lies in
 * them; nobody sees it yet. Returns 0 or a negative error.
 */
int region_make(const struct hakmem_arena *arena, struct region *region, void *base,
		size_t size);

/* Open @region for claims: append it at @link. */
void region_open(struct hakmem_arena *arena, struct atomic_word *link,
		 struct region *region);

#endif
