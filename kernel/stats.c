// SPDX-License-Identifier: MIT
/* A picture of an arena, from one walk over it: nothing is counted on hot paths. */
#include <lib/string.h>
#include "context.h"
#include "page.h"
#include "size_class.h"
#include "walk.h"

static void add_region(const struct hakmem_arena *arena, const struct region *region,
		       struct hakmem_stats *stats)
{
	stats->regions++;
	stats->supplied += region->supplied_size;
	stats->slices += region->nr_slices;
	stats->metadata += region->supplied_size -
			   ((size_t)region->nr_slices << slice_shift(arena));
}

static bool is_free(const struct walk *walk)
{
	return walk->kind == RUN_CACHED || (walk->kind == RUN_FREE && !walk_is_lost(walk));
}

/*
 * Bytes that are free in one piece up to the end of the run at hand, of which there were
 * @before in front of it: cached runs are given back when memory is short.
 */
static size_t add_free(struct hakmem_stats *stats, const struct walk *walk, size_t before)
{
	size_t bytes = walk_bytes(walk), piece = bytes + (walk->run.first ? before : 0);

	if (!is_free(walk))
		return 0;
	stats->free_bytes += bytes;
	if (piece > stats->largest_free)
		stats->largest_free = piece;
	return piece;
}

static void add_blocks(struct hakmem_stats *stats, size_t blocks, size_t size)
{
	stats->used_blocks += blocks;
	stats->used_bytes += blocks * size;
}

static void add_large(struct hakmem_stats *stats, size_t bytes, size_t usable)
{
	stats->large_blocks++;
	stats->large_bytes += bytes;
	add_blocks(stats, 1, usable);
}

/*
 * Blocks that wait on thread_free are free, though not counted so yet. More of them than
 * there can be, some were freed twice: nobody has noticed yet.
 */
static unsigned int live_blocks(const struct page *page)
{
	unsigned int used = page_used(page), waiting = 0;

	if (IS_ENABLED(CONFIG_HAKMEM_SHARDED_FREE))
		waiting = tf_count(atomic_read(&page->thread_free));
	return used > waiting ? used - waiting : 0;
}

static void add_page(struct hakmem_stats *stats, const struct page *page, size_t bytes)
{
	stats->pages++;
	stats->page_bytes += bytes;
	add_blocks(stats, live_blocks(page), class_size(page_class(page)));
}

static void add_single(struct hakmem_stats *stats, const struct walk *walk)
{
	const struct page *page = walk_page(walk);
	const char *end = page_end(walk->arena, page);

	if (page_used(page) && !tf_count(atomic_read(&page->thread_free)))
		add_large(stats, walk_bytes(walk), (size_t)(end - (char *)page->free));
}

static void add_run(struct hakmem_stats *stats, const struct walk *walk)
{
	const struct page *page = walk_page(walk);
	size_t bytes = walk_bytes(walk);

	if (walk->kind == RUN_FREE || walk->kind == RUN_CACHED)
		return;
	if (!walk_is_page(walk))
		add_large(stats, bytes, bytes);
	else if (page_class(page) == CLASS_HEAP)
		stats->heap_bytes += bytes;
	else if (page_class(page) == CLASS_SINGLE)
		add_single(stats, walk);
	else
		add_page(stats, page, bytes);
}

int hakmem_arena_stats(struct hakmem_arena *arena, struct hakmem_stats *stats)
{
	struct walk walk;
	size_t piece = 0;

	mem_zero(stats, sizeof(*stats));
	if (!arena_ready(arena))
		return -HAKMEM_ENODEV;
	stats->slice_size = slice_size(arena);
	for (const struct region *r = region_first(arena); r; r = region_next(r))
		add_region(arena, r, stats);
	walk_start(&walk, arena);
	while (walk_next(&walk)) {
		piece = add_free(stats, &walk, piece);
		add_run(stats, &walk);
	}
	return 0;
}

int hakmem_stats(struct hakmem_stats *stats)
{
	return hakmem_arena_stats(&hakmem_default, stats);
}
