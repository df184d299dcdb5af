// SPDX-License-Identifier: MIT
#include <lib/string.h>
#include "context.h"
#include "page.h"
#include "run_cache.h"
#include "size_class.h"
#include "walk.h"

void walk_start(struct walk *walk, struct hakmem_arena *arena)
{
	walk->arena = arena;
	walk->run.region = region_first(arena);
	walk->run.first = 0;
	walk->run.length = 0;
}

bool walk_next(struct walk *walk)
{
	struct region *region = walk->run.region;
	size_t slice = walk->run.first + walk->run.length;

	if (region && slice >= region->nr_slices) {
		region = region_next(region);
		slice = 0;
	}
	if (!region)
		return false;
	walk->kind = run_at(walk->arena, region, slice, &walk->run);
	if (walk->kind == RUN_LARGE &&
	    run_cache_holds(walk->arena, walk_address(walk), walk->run.length))
		walk->kind = RUN_CACHED;
	if (walk->kind == RUN_FREE)
		walk->run.length = bits_next_clear(region->free_map, slice,
						   region->nr_slices) - slice;
	if (!walk->run.length) /* neither free nor in use: I11, see validate.c */
		walk->run.length = 1;
	return true;
}

static void mark_list(struct page_part *part, const struct page *page,
		      const struct block *block)
{
	size_t size = class_size(page_class(page));

	for (unsigned int n = page->capacity; block && n; n--, block = block->next) {
		size_t i = class_divide((size_t)((const char *)block - page_first_block(page)),
					size) - part->first;

		if (i < part->count)
			part->free[i / 32] |= 1u << (i % 32);
	}
}

void page_part_init(struct page_part *part, const struct page *page, unsigned int first)
{
	mem_zero(part->free, sizeof(part->free));
	part->first = first;
	part->count = page->carved - first;
	if (part->count > PART_BLOCKS)
		part->count = PART_BLOCKS;
	mark_list(part, page, page->free);
	mark_list(part, page, page->local_free);
	mark_list(part, page, tf_head(page, atomic_read(&page->thread_free)));
}

static bool visit_page(const struct page *page, hakmem_visit_fn visit, void *arg)
{
	size_t size = class_size(page_class(page));
	struct page_part part;

	for (unsigned int i = 0; i < page->carved; i++) {
		if (i % PART_BLOCKS == 0)
			page_part_init(&part, page, i);
		if (!page_part_free(&part, i) &&
		    !visit(page_first_block(page) + i * size, size, arg))
			return false;
	}
	return true;
}

/* (Its heap may be gone, of a page that a deleted task was about to hand over.) */
static bool visit_single(const struct walk *walk, hakmem_visit_fn visit, void *arg)
{
	const struct page *page = walk_page(walk);
	const char *end = page_end(walk->arena, page);

	if (!page_used(page) || tf_count(atomic_read(&page->thread_free)))
		return true;
	return visit(page->free, (size_t)(end - (char *)page->free), arg);
}

static bool visit_run(const struct walk *walk, hakmem_visit_fn visit, void *arg)
{
	const struct page *page = walk_page(walk);

	if (walk->kind == RUN_FREE || walk->kind == RUN_CACHED)
		return true;
	if (!walk_is_page(walk))
		return visit(walk_address(walk), walk_bytes(walk), arg);
	if (page_class(page) == CLASS_HEAP)
		return true;
	if (page_class(page) == CLASS_SINGLE)
		return visit_single(walk, visit, arg);
	return visit_page(page, visit, arg);
}

bool hakmem_arena_walk(struct hakmem_arena *arena, hakmem_visit_fn visit, void *arg)
{
	struct walk walk;

	walk_start(&walk, arena);
	while (walk_next(&walk))
		if (!visit_run(&walk, visit, arg))
			return false;
	return true;
}

bool hakmem_walk(hakmem_visit_fn visit, void *arg)
{
	return hakmem_arena_walk(&hakmem_default, visit, arg);
}
