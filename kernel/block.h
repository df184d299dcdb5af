/* SPDX-License-Identifier: MIT */
/* What a block is: for everything but the fast paths. */
#ifndef KERNEL_BLOCK_H
#define KERNEL_BLOCK_H

#include "page.h"

struct block_info {
	struct page *page;	      /* NULL: a run without a header */
	struct run run;		      /* without a page only */
	void *start;		      /* of the block: behind it, an aligned pointer */
	size_t usable;		      /* bytes from the pointer on */
	size_t alignment;	      /* to be kept when it moves; 1: nothing special */
	enum hakmem_fault_code fault; /* what is wrong, when the look-up fails */
};

/* Start of the block of @page that @p points into. O(1). */
struct block *page_block(const struct page *page, const void *p);

/*
 * May a live block that begins at @start, in @page, have been handed out as @p? Where aligned
 * ones were: then as the first address behind @start that is a multiple of some alignment,
 * and then of the largest that @p is a multiple of.
 */
static inline bool block_handed_out_at(const struct page *page, const void *start, const void *p)
{
	uintptr_t alignment = (uintptr_t)p & (0 - (uintptr_t)p);

	return p == start ||
	       (page_flags(page) & PAGE_ALIGNED && alignment > HAKMEM_ALIGNMENT &&
		(uintptr_t)p - (uintptr_t)start <= alignment);
}

/*
 * Look @p up: a live block of @arena. On failure info->fault says why not. Bound:
 * O(1) for a block in a page, O(length / w) for a run.
 */
bool block_look_up(struct hakmem_arena *arena, const void *p, struct block_info *info);

/* Is it in a page? */
static inline bool block_in_page(const struct block_info *info)
{
	return IS_ENABLED(CONFIG_HAKMEM_PAGES) && info->page;
}

/* May a request of @size bytes have given this block? */
bool block_can_have(const struct block_info *info, size_t size);

#endif
