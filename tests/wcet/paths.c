/* SPDX-License-Identifier: MIT */
#include "paths.h"

#include "kernel/context.h"
#include "kernel/direct.h"
#include "kernel/free_list.h"
#include "kernel/heap_list.h"
#include "kernel/large.h"
#include "kernel/page.h"
#include "kernel/page_map.h"
#include "kernel/remote.h"
#include "kernel/run_index.h"
#include "support/mem.h"

#define NAME_OF(NAME, name, what) #name,
#define WHAT_OF(NAME, name, what) what,

static const char *const names[] = { WCET_PATHS(NAME_OF) };
static const char *const texts[] = { WCET_PATHS(WHAT_OF) };

const char *path_name(enum path path)
{
	return names[path];
}

const char *path_what(enum path path)
{
	return texts[path];
}

enum path path_find(const char *name)
{
	unsigned int path = 0;

	while (path < NR_PATHS && strcmp(names[path], name))
		path++;
	return path;
}

uint32_t wcet_words(void)
{
	uint32_t words = 0;

	for (struct region *r = region_first(hakmem_default_arena()); r;
	     r = region_next(r))
		words += r->nr_words;
	return words;
}

/* Without pages nobody enters any heap. */
#if defined(CONFIG_HAKMEM_MODEL_SINGLE) || !defined(CONFIG_HAKMEM_PAGES)
static bool is_entered(const struct hakmem_heap *heap)
{
	(void)heap;
	return false;
}
#else
static bool is_entered(const struct hakmem_heap *heap)
{
	return atomic_read(&heap->owner) != 0;
}
#endif

#if defined(CONFIG_HAKMEM_MODEL_SINGLE) || !defined(CONFIG_HAKMEM_PAGES)
static unsigned int pending_pages(const struct hakmem_heap *heap)
{
	(void)heap;
	return 0;
}
#else
static unsigned int pending_pages(const struct hakmem_heap *heap)
{
	const struct page *page = heap->drained;
	unsigned int n = 0;

	for (; page; page = page->pending)
		n++;
	for (page = (struct page *)atomic_read(&heap->pending); page;
	     page = page->pending)
		n++;
	return n;
}
#endif

/* Pages whose remote frees wait, in all heaps. */
static unsigned int all_pending(void)
{
	struct hakmem_heap *heap = heap_first(hakmem_default_arena());
	unsigned int n = 0;

	for (; heap; heap = heap_next(heap))
		n += pending_pages(heap);
	return n;
}

/* Has the call taken in more of these than an allocation does that finds memory? */
static bool has_collected(const struct before *before)
{
	return before->pending > all_pending() + DRAIN_PAGES;
}

static size_t slices_of(struct page *page, const void *p)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	struct region *region = region_find(arena, p);

	if (page != PAGE_NONE)
		return page_slices(page);
	return run_large_length(region, slice_of(arena, region, p));
}

#ifdef CONFIG_HAKMEM_RUN_CACHE
/* Does a run wait for a request of @size bytes? */
static bool is_cached(size_t size)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	size_t slot = run_cache_slot(arena, large_slices(arena, size));
	unsigned int left = (1 + RUN_CACHE_LONGER) * CONFIG_HAKMEM_CACHED_EACH;

	for (; left--; slot++)
		if (slot < RUN_CACHE_SLOTS && atomic_read(&arena->cached[slot]))
			return true;
	return false;
}

static bool is_scarce(void)
{
	return run_cache_scarce(hakmem_default_arena());
}

static struct cached look_at_cache(void)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	struct cached cached = { 0, 0 };

	for (size_t slot = 0; slot < RUN_CACHE_SLOTS; slot++) {
		void *p = (void *)atomic_read(&arena->cached[slot]);

		if (p) {
			cached.runs++;
			cached.slices += (uint32_t)slices_of(PAGE_NONE, p);
		}
	}
	return cached;
}
#else
static bool is_cached(size_t size)
{
	(void)size;
	return false;
}

static bool is_scarce(void)
{
	return false;
}

static struct cached look_at_cache(void)
{
	return (struct cached){ 0, 0 };
}
#endif

/* What all calls may find. */
static struct hakmem_heap *look(struct before *before)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	struct hakmem_heap *heap = context_heap(arena);

	before->free_slices = atomic_read(&arena->free_slices);
	before->spare = heap_first(arena);
	before->entered = is_entered(heap);
	before->pending = all_pending();
	before->cached = look_at_cache();
	before->scarce = is_scarce();
	before->known = false;
	return heap;
}

/* Does the page that is first asked have a block? */
static bool at_hand(const struct hakmem_heap *heap, size_t size)
{
	const struct page *page;

	if (size > FAST_MAX)
		return false;
	page = direct_page(heap, direct_index(size));
	return IS_ENABLED(CONFIG_HAKMEM_SHARDED_FREE) ?
		       page->free ||
			       (page->local_free && !IS_ENABLED(CONFIG_HAKMEM_LIFO)) :
		       tf_count(atomic_read(&page->thread_free));
}

/* Has any page of the queue a block? */
static bool queue_has_blocks(const struct hakmem_heap *heap, unsigned int class)
{
	const struct page *first = heap->queue[class], *page = first;

	while (page && page_is_dry(page)) {
		page = page->next;
		if (page == first)
			return false;
	}
	return page;
}

void before_malloc(struct before *before, size_t size)
{
	struct hakmem_heap *heap = look(before);

	before->run = size > PAGED_MAX;
	before->class = before->run ? NR_CLASSES : size_class(size);
	before->waits = before->run && size <= PTRDIFF_MAX && is_cached(size);
	before->word = IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX) && size <= PTRDIFF_MAX &&
		       large_slices(hakmem_default_arena(), size) <= BITS_PER_LONG;
	before->known = !before->run && !before->entered && at_hand(heap, size);
	before->path = PATH_MALLOC_HIT;
	before->queued = !before->run && !before->known && !before->entered &&
			 queue_has_blocks(heap, before->class);
}

static enum path after_contended(const struct before *before, const struct page *page)
{
	if (before->spare != heap_first(hakmem_default_arena()))
		return PATH_CONTENDED_FIRST;
	return page == PAGE_NONE && !before->run ? PATH_CONTENDED_RUN :
						   PATH_CONTENDED_MALLOC;
}

enum path after_malloc(const struct before *before, void *p)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	struct page *page = page_find(arena, p);
	uint32_t taken = before->free_slices - (uint32_t)atomic_read(&arena->free_slices);
	struct cached cached = look_at_cache();
	uint32_t uncached = before->cached.runs - cached.runs;

	/* all others go back when memory is short */
	if (before->scarce && uncached <= RUN_CACHE_BATCH)
		taken += before->cached.slices - cached.slices;
	if (has_collected(before))
		return PATH_COLLECT;
	if (before->word)
		return p ? PATH_MALLOC_WORD : PATH_WORD_FAIL;
	if (!p)
		return before->entered ? PATH_CONTENDED_FAIL : PATH_MALLOC_FAIL;
	if (IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX))
		return PATH_MALLOC_RUN;
	if (before->waits)
		return PATH_MALLOC_CACHED;
	if (before->entered)
		return after_contended(before, page);
	if (before->known)
		return before->path;
	if (before->run)
		return taken == slices_of(page, p) ? PATH_MALLOC_RUN :
						     PATH_MALLOC_RECLAIM;
	if (page == PAGE_NONE || page_class(page) != before->class)
		return PATH_MALLOC_RECLAIM;
	if (before->pending)
		return PATH_MALLOC_DRAIN;
	if (before->queued)
		return PATH_MALLOC_REFILL;
	return taken == page_slices(page) ? PATH_MALLOC_PAGE : PATH_MALLOC_RECLAIM;
}

static enum path free_path(struct page *page)
{
	unsigned int flags = page_flags(page);

	if (page_class(page) < NR_CLASSES && is_entered(page->heap))
		return PATH_FREE_REMOTE;
	if (flags & PAGE_REMOTE)
		return PATH_FREE_DRAIN;
	if (flags & (PAGE_FULL | PAGE_ALIGNED))
		return PATH_FREE_FULL;
	return page_used(page) == 1 ? PATH_FREE_LAST : PATH_FREE_LOCAL;
}

/* By the run index: does the block lie in one word of the bitmap? */
static bool lies_in_word(const void *p)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	struct region *region = region_find(arena, p);
	size_t slice = slice_of(arena, region, p);

	return IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX) &&
	       slice % BITS_PER_LONG + run_large_length(region, slice) <= BITS_PER_LONG;
}

void before_free(struct before *before, void *p)
{
	struct page *page;

	look(before);
	page = page_find(hakmem_default_arena(), p);
	before->run = page == PAGE_NONE;
	before->path = before->run ? PATH_FREE_RUN : free_path(page);
	if (before->run && lies_in_word(p))
		before->path = PATH_FREE_WORD;
}

enum path after_free(const struct before *before)
{
	uint32_t now = (uint32_t)atomic_read(&hakmem_default_arena()->free_slices);

	if (IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX))
		return before->path;
	if (before->path == PATH_FREE_RUN && now == before->free_slices)
		return PATH_FREE_CACHED;
	if (before->path == PATH_FREE_RUN || before->path == PATH_FREE_REMOTE ||
	    before->path == PATH_FREE_DRAIN)
		return before->path;
	return now > before->free_slices ? PATH_FREE_RETIRE : before->path;
}

enum path after_realloc(const struct before *before, void *old, void *p)
{
	if (has_collected(before))
		return PATH_COLLECT;
	if (!p)
		return PATH_REALLOC_FAIL;
	if (p != old)
		return PATH_REALLOC_MOVE;
	return before->run ? PATH_REALLOC_RUN : PATH_REALLOC_STAY;
}

#ifdef CONFIG_HAKMEM_RUN_INDEX

/* Does the index know a run that has an aligned one of the wanted length in it? */
static bool aligned_by_index(size_t alignment, size_t size)
{
	const struct hakmem_arena *arena = hakmem_default_arena();
	size_t slices = large_slices(arena, size) + (alignment >> slice_shift(arena)) - 1;

	return alignment > slice_size(arena) && size <= PTRDIFF_MAX &&
	       slices <= BITS_PER_LONG &&
	       run_index_first_word(region_first(arena), slices) != SIZE_MAX;
}

#else

static bool aligned_by_index(size_t alignment, size_t size)
{
	(void)alignment;
	(void)size;
	return false;
}

#endif

void before_aligned(struct before *before, size_t alignment, size_t size)
{
	look(before);
	before->word = aligned_by_index(alignment, size);
}

enum path after_aligned(const struct before *before, void *p)
{
	if (has_collected(before))
		return PATH_COLLECT;
	if (p && before->word)
		return PATH_ALIGNED_WORD;
	return p ? PATH_ALIGNED : PATH_ALIGNED_FAIL;
}
