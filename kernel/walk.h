/* SPDX-License-Identifier: MIT */
/* Over all runs of an arena, in order: what every whole-heap view is made of. */
#ifndef KERNEL_WALK_H
#define KERNEL_WALK_H

#include "run.h"

struct walk {
	struct hakmem_arena *arena;
	struct run run;	    /* the run at hand */
	enum run_kind kind; /* what it is; RUN_FREE: a run of free slices */
};

/* Stand before the first run. */
void walk_start(struct walk *walk, struct hakmem_arena *arena);

/* Go to the next run; false after the last one. */
bool walk_next(struct walk *walk);

static inline void *walk_address(const struct walk *walk)
{
	return slice_address(walk->arena, walk->run.region, walk->run.first);
}

/* Is it a page? */
static inline bool walk_is_page(const struct walk *walk)
{
	return IS_ENABLED(CONFIG_HAKMEM_PAGES) && walk->kind == RUN_PAGE;
}

/* Is it a slice that is neither free nor in use? (I11) */
static inline bool walk_is_lost(const struct walk *walk)
{
	return IS_ENABLED(CONFIG_HAKMEM_TASK_DELETION) && walk->kind == RUN_FREE &&
	       !bits_test(walk->run.region->free_map, walk->run.first);
}

static inline struct page *walk_page(const struct walk *walk)
{
	return page_in_slice(walk->arena, walk->run.region, walk->run.first);
}

static inline size_t walk_bytes(const struct walk *walk)
{
	return walk->run.length << slice_shift(walk->arena);
}

/*
 * Up to PART_BLOCKS blocks of a page, with a bit for each that is free: a fixed
 * piece of stack whatever the page holds.
 */
#define PART_BLOCKS 256u

struct page_part {
	uint32_t free[PART_BLOCKS / 32];
	unsigned int first;
	unsigned int count;
};

/* Look at the blocks of @page from @first on. O(k). */
void page_part_init(struct page_part *part, const struct page *page, unsigned int first);

static inline bool page_part_free(const struct page_part *part, unsigned int block)
{
	return part->free[(block - part->first) / 32] >> ((block - part->first) % 32) & 1;
}

#endif
