/* SPDX-License-Identifier: MIT */
#include "tests/sweep/inside.h"

#include "kernel/free_map.h"
#include "kernel/heap_create.h"
#include "kernel/heap_list.h"
#include "kernel/page.h"
#include "kernel/page_map.h"
#include "kernel/remote.h"
#include "kernel/run.h"
#include "kernel/run_cache.h"
#include "kernel/run_index.h"
#include "tests/sweep/threads.h"

struct inside inside;

bool inside_shared(void)
{
	return !context_is_only();
}

#ifdef CONFIG_HAKMEM_RUN_CACHE
bool inside_caches(void)
{
	return !run_cache_scarce(&hakmem_default);
}

bool inside_cached(void)
{
	return atomic_read(&hakmem_default.caching);
}
#else
bool inside_caches(void)
{
	return false;
}

bool inside_cached(void)
{
	return false;
}
#endif

#ifdef CONFIG_HAKMEM_PAGES

static struct page *page_of(const void *p)
{
	return page_find(&hakmem_default, p);
}

bool inside_dry(const void *p)
{
	return !page_of(p)->free;
}

bool inside_swaps(const void *p)
{
	const struct page *page = page_of(p);

	return !page->free && page->local_free;
}

bool inside_full(const void *p)
{
	const struct page *page = page_of(p);

	return !page->free && !page->local_free && page->carved == page->capacity;
}

bool inside_same_page(const void *a, const void *b)
{
	return page_of(a) == page_of(b);
}

void inside_reserve_heap(void)
{
	struct hakmem_arena *arena = &hakmem_default;
	struct run run;

	run.length = slices_for(arena, PAGE_HEADER + sizeof(struct hakmem_heap));
	inside.reserved = NULL;
	if (run_claim(arena, run.length, RUN_LARGE, &run))
		inside.reserved = slice_address(arena, run.region, run.first);
}

/* Nobody has been told that it is a block, but it is one. */
void inside_unreserve_heap(void)
{
	hakmem_free(inside.reserved);
}

/* ----------------------------------------------------------- somebody is inside */

#ifdef CONFIG_HAKMEM_MODEL_THREAD

/* A task has always entered its heap; who comes from elsewhere is an interrupt. */
void inside_enter(void)
{
	threads_interrupt(1);
}

void inside_leave(void)
{
	threads_interrupt(-1);
}

/* Not as long as it is the task's. */
bool inside_is_entered(void)
{
	return false;
}

bool inside_is_interrupt(void)
{
	return true;
}

static bool is_entered(const struct hakmem_heap *heap)
{
	return atomic_read(&heap->owner) & BORROWED;
}

/* Its owner has ended, and an interrupt is inside. */
static void enter_named(struct hakmem_heap *heap)
{
	context_disown(heap);
	heap_leave(heap);
	threads_interrupt(1);
	(void)heap_try_enter(heap);
	threads_interrupt(-1);
}

bool inside_may_use(const struct hakmem_heap *heap)
{
	return heap && !heap_is_foreign(heap);
}

#else

void inside_enter(void)
{
	(void)heap_try_enter(hakmem_default.heap);
}

void inside_leave(void)
{
	heap_leave(hakmem_default.heap);
}

bool inside_is_entered(void)
{
	if (!heap_try_enter(hakmem_default.heap))
		return true;
	heap_leave(hakmem_default.heap);
	return false;
}

bool inside_is_interrupt(void)
{
	return false;
}

static bool is_entered(const struct hakmem_heap *heap)
{
	(void)heap;
	return true;
}

static void enter_named(struct hakmem_heap *heap)
{
	(void)heap_try_enter(heap);
}

bool inside_may_use(const struct hakmem_heap *heap)
{
	return heap;
}

#endif

void inside_enter_all(void)
{
	for (struct hakmem_heap *h = heap_first(&hakmem_default); h; h = heap_next(h))
		(void)heap_try_enter(h);
}

void inside_leave_all(void)
{
	for (struct hakmem_heap *h = heap_first(&hakmem_default); h; h = heap_next(h))
		if (is_entered(h))
			heap_leave(h);
	inside_leave();
}

#ifdef CONFIG_HAKMEM_MODEL_SINGLE

void inside_enter_named(struct hakmem_heap *heap)
{
	(void)heap;
}

void inside_leave_named(void)
{
}

void inside_tend(void)
{
}

void inside_end_tending(void)
{
}

#else

void inside_enter_named(struct hakmem_heap *heap)
{
	if (!heap)
		return;
	enter_named(heap);
	inside.entered = heap;
}

/* It may have been destroyed meanwhile. */
void inside_leave_named(void)
{
	heap_quit(inside.entered);
}

void inside_tend(void)
{
	atomic_set(&hakmem_default.tending, ~OWNER_FLAGS);
}

void inside_end_tending(void)
{
	atomic_set(&hakmem_default.tending, 0);
}

#endif

bool inside_all_swept(void)
{
	return !heap_list_first(&hakmem_default.created);
}

/* ------------------------------------------------------------ half a remote free */

void inside_push(void *p)
{
	struct page *page = page_of(p);
	unsigned long old = atomic_read(&page->thread_free);
	struct block *block = p;

	if (!inside_shared()) {
		hakmem_free(p);
		return;
	}
	block->next = tf_head(page, old);
	atomic_set(&page->thread_free,
		   tf_with_head(old + TF_COUNT_ONE, page, block) | TF_QUEUED);
	inside.pushed = page;
}

void inside_push_on(void)
{
	struct page *pushed = inside.pushed;
	struct atomic_word *pending;

	if (!pushed)
		return;
	pending = &pushed->heap->pending;
	pushed->pending = (struct page *)atomic_read(pending);
	atomic_set(pending, (unsigned long)pushed);
	inside.pushed = NULL;
}

#else

/* ---------------------------------------------------------- no pages, no heaps */

bool inside_is_entered(void)
{
	return false;
}

bool inside_is_interrupt(void)
{
	return false;
}

bool inside_all_swept(void)
{
	return true;
}

size_t inside_first_free(void)
{
	const struct region *region = region_first(&hakmem_default);

	return bits_next_set(region->free_map, 0, region->nr_slices);
}

#ifdef CONFIG_HAKMEM_SUMMARY

void inside_hide(const void *p)
{
	struct region *region = region_first(&hakmem_default);

	inside.hidden = slice_of(&hakmem_default, region, p) / BITS_PER_LONG + 1;
	bit_clear(region_summary(region), inside.hidden - 1);
}

void inside_show(void)
{
	struct region *region = region_first(&hakmem_default);

	if (atomic_read(&region->free_map[inside.hidden - 1]))
		bit_set(region_summary(region), inside.hidden - 1);
	inside.hidden = 0;
}

#elif defined(CONFIG_HAKMEM_RUN_INDEX)

/* Somebody is at work on the word of @p, and lists it under its class, or under @class. */
static void begin_work(const void *p, unsigned int class)
{
	struct region *region = region_first(&hakmem_default);
	size_t i = slice_of(&hakmem_default, region, p) / BITS_PER_LONG;
	unsigned long word = atomic_read(&region->free_map[i]);

	inside.hidden = i + 1;
	inside.class = class != RUN_CLASS_NONE ? class : run_class_of(word);
	inside.begun = run_index_begin(region);
}

/* It is listed under @new instead of @old. */
static void end_work(unsigned int old, unsigned int new)
{
	struct region *region = region_first(&hakmem_default);

	run_index_move(region, old, new, inside.hidden - 1, inside.begun);
	inside.hidden = 0;
}

void inside_hide(const void *p)
{
	struct region *region = region_first(&hakmem_default);

	begin_work(p, RUN_CLASS_NONE);
	run_index_relist(region, inside.class, RUN_CLASS_NONE, inside.hidden - 1);
}

void inside_show(void)
{
	end_work(RUN_CLASS_NONE, inside.class);
}

void inside_hide_row(const void *p)
{
	struct region *region = region_first(&hakmem_default);

	begin_work(p, RUN_CLASS_NONE);
	bit_clear(run_index_rows(region),
		  run_index_row(region, inside.class, inside.hidden - 1));
}

void inside_overstate(const void *p)
{
	struct region *region = region_first(&hakmem_default);

	begin_work(p, RUN_CLASS_WORD);
	run_index_relist(region, RUN_CLASS_NONE, RUN_CLASS_WORD, inside.hidden - 1);
}

void inside_state(void)
{
	end_work(RUN_CLASS_WORD, RUN_CLASS_NONE);
}

/* How many words are of @class; *@i: the first one. */
static unsigned int words_of(unsigned int class, size_t *i)
{
	const struct region *region = region_first(&hakmem_default);
	unsigned int n = 0;

	for (size_t word = region->nr_words; word--;)
		if (run_class_of(atomic_read(&region->free_map[word])) == class) {
			*i = word;
			n++;
		}
	return n;
}

static unsigned int slices_of(size_t size)
{
	return (unsigned int)slices_for(&hakmem_default, size);
}

bool inside_moves(size_t size)
{
	const struct region *region = region_first(&hakmem_default);
	unsigned int n = slices_of(size), class = run_class_above[n], words;
	unsigned long word, starts;
	size_t i;

	while (!(words = words_of(class, &i)))
		if (++class > RUN_CLASS_WORD)
			return false;
	word = atomic_read(&region->free_map[i]);
	starts = run_starts_within(word, n);
	class = run_class_of(word & ~(~0ul >> (BITS_PER_LONG - n) << lowest_bit(starts)));
	return words == 1 && (class == RUN_CLASS_NONE || !words_of(class, &i));
}

size_t inside_whole(void)
{
	size_t i;

	return words_of(RUN_CLASS_WORD, &i);
}

size_t inside_parts(void)
{
	const struct region *region = region_first(&hakmem_default);
	size_t i;

	return region->nr_words - words_of(RUN_CLASS_NONE, &i) - words_of(RUN_CLASS_WORD, &i);
}

static bool is_overlooked(const struct region *region, size_t n)
{
	size_t k = (n + BITS_PER_LONG - 1) / BITS_PER_LONG, whole = 0;

	for (size_t i = 0; i < region->nr_words; i++) {
		unsigned long word = atomic_read(&region->free_map[i]);

		if (word && n <= BITS_PER_LONG && run_class_of(word) >= run_class_above[n])
			return true;
		whole = ~word ? 0 : whole + 1;
		if (whole >= k)
			return true;
	}
	return false;
}

bool inside_overlooked(size_t size)
{
	for (const struct region *r = region_first(&hakmem_default); r; r = region_next(r))
		if (is_overlooked(r, slices_of(size)))
			return true;
	return false;
}

#else

void inside_hide(const void *p)
{
	(void)p;
}

void inside_show(void)
{
}

#endif

#endif /* CONFIG_HAKMEM_PAGES */

#ifndef CONFIG_HAKMEM_RUN_INDEX

size_t inside_parts(void)
{
	return 0;
}

bool inside_moves(size_t size)
{
	(void)size;
	return false;
}

bool inside_overlooked(size_t size)
{
	(void)size;
	return false;
}

#endif
