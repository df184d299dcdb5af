/* SPDX-License-Identifier: MIT */
#include "tests/delete/states.h"

#include "kernel/heap_list.h"
#include "kernel/large.h"
#include "kernel/page.h"
#include "kernel/page_map.h"
#include "kernel/remote.h"
#include "kernel/size_class.h"
#include "support/image.h"
#include "support/mem.h"

#define ARENA	     ((size_t)CONFIG_HAKMEM_CLASS_MAX * 24 + 4096)
#define SECOND_BYTES 2048u
#define MANY	     (ARENA / 20) /* blocks at a time */

#if defined(CONFIG_HAKMEM_MODEL_CPU)
#define IS_CPU true
#else
#define IS_CPU false
#endif

/* A block that somebody knows of. */
struct held {
	uint32_t *p;
	uint32_t size;
};

static struct held held[MANY];
static unsigned int nr_held;

static struct {
	struct held hand[3]; /* what the call is about */
	struct hakmem_heap *heap; /* of hakmem_heap_create() */
	struct hakmem_heap *entered;
	struct page *pushed;
	bool keeps;		/* the heap is not for state_finish() */
} now;

static const char *volatile error;

void states_fail(const char *what)
{
	if (!error)
		error = what;
}

const char *states_error(void)
{
	return error;
}

void hakmem_fault_hook(const struct hakmem_fault *fault)
{
	static char text[] = "fault 0, invariant 00";

	text[6] = (char)('0' + fault->code % 10);
	text[19] = (char)('0' + fault->invariant / 10);
	text[20] = (char)('0' + fault->invariant % 10);
	states_fail(text);
}

/* ----------------------------------------------------------------------- blocks */

static uint32_t pattern(const struct held *h)
{
	return (uint32_t)(uintptr_t)h->p * 0x9e3779b1u ^ h->size;
}

static void fill(const struct held *h)
{
	for (uint32_t i = 0; i < h->size / 4; i += h->size > 256 ? 16 : 1)
		h->p[i] = pattern(h) + i;
}

static void check(const struct held *h)
{
	for (uint32_t i = 0; i < h->size / 4; i += h->size > 256 ? 16 : 1)
		if (h->p[i] != pattern(h) + i) {
			states_fail("a block that lost its contents");
			return;
		}
}

static struct held took(void *p, size_t size)
{
	struct held h = { p, (uint32_t)size };

	if (p)
		fill(&h);
	else
		states_fail("NULL although there is memory");
	return h;
}

static struct held take(size_t size)
{
	return took(hakmem_malloc(size), size);
}

static void keep(struct held h)
{
	if (h.p && nr_held == MANY)
		states_fail("a test that is too large");
	else if (h.p)
		held[nr_held++] = h;
}

static void give(struct held *h)
{
	if (h->p) {
		check(h);
		hakmem_free(h->p);
	}
	h->p = NULL;
}

/* ------------------------------------------------------------------------ pages */

static struct page *page_of(const void *p)
{
	return page_find(&hakmem_default, p);
}

static bool is_dry(const struct page *page)
{
	return !page->free && !page->local_free;
}

static bool is_full(const struct page *page)
{
	return is_dry(page) && page->carved == page->capacity;
}

/* More blocks of that size, until the page of @h is so. */
static void use_up(struct held h, bool (*is_so)(const struct page *page))
{
	while (!error && !is_so(page_of(h.p)))
		keep(take(h.size));
}

/* The program frees it while somebody is inside of its heap. */
static void free_remotely(struct held *h)
{
	struct hakmem_heap *heap = page_of(h->p)->heap;
	bool entered = heap_try_enter(heap);

	give(h);
	if (entered)
		heap_leave(heap);
}

static void enter(struct hakmem_heap *heap)
{
	if (IS_CPU && heap_try_enter(heap))
		now.entered = heap;
}

static void leave(void)
{
	if (now.entered)
		heap_leave(now.entered);
	now.entered = NULL;
}

/* -------------------------------------------------------------- building states */

static void none(void)
{
}

static void one(void)
{
	now.hand[0] = take(SIZE_WORK);
}

static void some(void)
{
	for (unsigned int i = 0; i < 3; i++)
		now.hand[i] = take(SIZE_WORK);
}

static bool has_no_free(const struct page *page)
{
	return !page->free;
}

static void dry(void)
{
	some();
	use_up(now.hand[0], has_no_free);
}

/* The program's free of a block is taken in; then nothing else is at hand. */
static void swap(void)
{
	keep(take(SIZE_OTHER));
	use_up(now.hand[0], has_no_free);
	if (is_dry(page_of(now.hand[0].p)))
		states_fail("the free was not taken in");
}

static void full(void)
{
	some();
	use_up(now.hand[0], is_full);
}

/* The full page is off its queue, too. */
static void full_off(void)
{
	full();
	keep(take(SIZE_WORK));
}

/* It comes back to one that is dry, first on its queue and not marked as full. */
static void full_before_dry(void)
{
	struct held second;

	full_off();
	second = take(SIZE_WORK);
	use_up(second, is_full);
	if (!error && page_flags(page_of(second.p)) & PAGE_FULL)
		states_fail("it is off its queue");
	keep(second);
}

/* It comes back to two others, of which the newest has a tail. */
static void full_of_three(void)
{
	struct held second;

	full_off();
	second = take(SIZE_WORK);
	use_up(second, is_full);
	keep(take(SIZE_WORK));
	give(&second);
}

static void other_page(void)
{
	full();
	keep(now.hand[2]);
	now.hand[2] = take(SIZE_OTHER);
}

/* A full page and an empty one have remote frees. */
static void two_remote(void)
{
	free_remotely(&now.hand[1]);
	free_remotely(&now.hand[2]);
}

static void one_remote(void)
{
	free_remotely(&now.hand[1]);
}

/* The page is QUEUED and somebody is about to link it. */
static void push_unlinked(void)
{
	struct block *block = (struct block *)(void *)now.hand[1].p;
	struct page *page = page_of(block);
	unsigned long old = atomic_read(&page->thread_free);

	block->next = tf_head(page, old);
	atomic_set(&page->thread_free, tf_with_head(old + TF_COUNT_ONE, page, block) | TF_QUEUED);
	now.hand[1].p = NULL;
	now.pushed = page;
}

static void link_pushed(void)
{
	if (now.pushed)
		remote_link(now.pushed);
	now.pushed = NULL;
}

/* A page with few blocks, all in use; it is on its queue. */
static void few(void)
{
	now.hand[0] = take(SIZE_FEW);
	use_up(now.hand[0], is_full);
}

/* The one that knows of the block there. */
static struct held *holder(const void *p)
{
	for (unsigned int i = 0; i < nr_held; i++)
		if (held[i].p == p)
			return &held[i];
	return &now.hand[0];
}

/* All of its blocks have come back, the last one first: collected, they lie in order. */
static void all_back(void)
{
	struct page *page = page_of(now.hand[0].p);
	size_t size = class_size(page_class(page));

	for (unsigned int n = page->carved; n--;) {
		struct held *h = holder(page_first_block(page) + n * size);

		if (now.pushed) {
			free_remotely(h);
			continue;
		}
		now.hand[1] = *h;
		h->p = NULL;
		push_unlinked();
	}
}

static void take_now(void)
{
	keep(take(SIZE_WORK));
}

/* Collected directly, and then linked: it is PAGE_REMOTE. */
static void take_and_link(void)
{
	keep(take(SIZE_WORK));
	link_pushed();
}

/* Two pages, one of them empty and kept, the other one with one block. */
static void two_pages(void)
{
	struct held h[2];
	unsigned int first = nr_held;

	h[0] = take(SIZE_WORK);
	do {
		h[1] = take(SIZE_WORK);
		keep(h[1]);
	} while (!error && page_of(h[0].p) == page_of(h[1].p));
	nr_held--;
	now.hand[0] = h[1];
	give(&h[0]);
	while (nr_held > first)
		give(&held[--nr_held]);
}

static void large(void)
{
	now.hand[0] = take(SIZE_LONG);
}

static void cacheable(void)
{
	now.hand[0] = take(SIZE_LARGE);
}

static void cached(void)
{
	struct held h = take(SIZE_LARGE);
	void *p = h.p;

	give(&h);
	if (run_cache_holds(&hakmem_default, p, large_slices(&hakmem_default, SIZE_LARGE)) !=
	    IS_ENABLED(CONFIG_HAKMEM_RUN_CACHE))
		states_fail("nothing is cached");
}

/* Memory is scarce now, and some runs are cached. */
static void cached_and_scarce(void)
{
	cached();
	keep(take(ARENA / 2));
}

static void aligned(void)
{
	now.hand[0] = took(hakmem_aligned_alloc(32 * HAKMEM_ALIGNMENT / 8, SIZE_WORK), SIZE_WORK);
}

static void single(void)
{
	now.hand[0] = took(hakmem_aligned_alloc(64, SIZE_LARGE), SIZE_LARGE);
}

static void take_all(void)
{
	for (size_t size = SIZE_LARGE * 8; size >= 8; size /= 2) {
		void *p;

		while ((p = hakmem_malloc(size)))
			keep(took(p, size));
	}
}

static void almost_all(void)
{
	now.hand[0] = take(SIZE_OTHER);
	take_all();
	give(&now.hand[0]);
}

static void of_program(void)
{
	now.hand[0] = take(SIZE_WORK);
	now.hand[1] = take(SIZE_WORK);
	enter(page_of(now.hand[0].p)->heap);
}

static void give_second(void)
{
	give(&now.hand[1]);
}

static void enter_own(void)
{
	struct held h = take(SIZE_WORK);

	keep(h);
	enter(page_of(h.p)->heap);
}

/* -------------------------------------------------------------- heaps, regions */

static void create_heap(void)
{
	now.heap = hakmem_heap_create();
	if (!now.heap)
		states_fail("no heap");
}

static struct held heap_take(size_t size)
{
	return took(hakmem_heap_malloc(now.heap, size), size);
}

static void heap_some(void)
{
	create_heap();
	now.hand[0] = heap_take(SIZE_WORK);
	now.hand[1] = heap_take(SIZE_LARGE);
}

static void heap_full(void)
{
	heap_some();
	while (!error && !is_full(page_of(now.hand[0].p)))
		keep(heap_take(SIZE_WORK));
}

static void heap_full_off(void)
{
	heap_full();
	keep(heap_take(SIZE_WORK));
}

static void heap_large(void)
{
	create_heap();
	now.hand[0] = heap_take(SIZE_LARGE);
}

/* Blocks that go with their heap: nobody knows of them. */
static void heap_of_blocks(void)
{
	unsigned int first = nr_held;

	heap_full_off();
	heap_take(SIZE_LARGE);
	nr_held = first;
	now.hand[0].p = now.hand[1].p = NULL;
}

/* It stays on the list, to be swept. */
static void destroy_unswept(void)
{
	create_heap();
	atomic_set(&hakmem_default.tending, ~OWNER_FLAGS);
	hakmem_heap_destroy(now.heap);
	atomic_set(&hakmem_default.tending, 0);
	create_heap();
}

/* ------------------------------------------------------------------------ calls */

/* The task may be stopped before it has written anything into it. */
static void got(void *p)
{
	keep((struct held){ p, 0 });
}

static void call_malloc(void)
{
	got(hakmem_malloc(SIZE_WORK));
}

static void call_malloc_few(void)
{
	got(hakmem_malloc(SIZE_FEW));
}

static void call_malloc_other(void)
{
	got(hakmem_malloc(SIZE_OTHER));
}

static void call_malloc_large(void)
{
	got(hakmem_malloc(SIZE_LARGE));
}

static void call_malloc_long(void)
{
	got(hakmem_malloc(SIZE_LONG));
}

static void call_free(void)
{
	void *p = now.hand[0].p;

	now.hand[0].p = NULL;
	hakmem_free(p);
}

static void realloc_to(size_t size)
{
	void *p = now.hand[0].p, *new;

	now.hand[0].p = NULL;
	new = hakmem_realloc(p, size);
	got(new ? new : p);
}

static void call_realloc_up(void)
{
	realloc_to(SIZE_OTHER);
}

static void call_grow(void)
{
	realloc_to(4 * SIZE_LARGE);
}

static void call_shrink(void)
{
	realloc_to(SIZE_LARGE);
}

static void call_single(void)
{
	got(hakmem_aligned_alloc(64, SIZE_LARGE));
}

static void call_collect(void)
{
	hakmem_heap_collect(NULL);
}

static void call_create(void)
{
	now.heap = hakmem_heap_create();
}

static void call_heap_malloc(void)
{
	got(hakmem_heap_malloc(now.heap, SIZE_OTHER));
}

static void call_heap_malloc_work(void)
{
	got(hakmem_heap_malloc(now.heap, SIZE_WORK));
}

static void call_heap_malloc_large(void)
{
	got(hakmem_heap_malloc(now.heap, SIZE_LARGE));
}

static void call_destroy(void)
{
	struct hakmem_heap *heap = now.heap;

	hakmem_heap_destroy(heap);
	now.heap = NULL;
}

static char *second_piece(void)
{
	size_t size;

	return (char *)image_arena(&size) + ARENA;
}

static void call_add_region(void)
{
	(void)hakmem_add_region(second_piece(), SECOND_BYTES);
}

static void call_exit(void)
{
	hakmem_thread_exit();
}

/* clang-format off */
const struct state states[] = {
	{ "malloc_hit", one, NULL, NULL, call_malloc, NULL, 1 },
	{ "malloc_swap", some, one_remote, swap, call_malloc, NULL, 1 },
	{ "malloc_carve", dry, NULL, NULL, call_malloc, NULL, 1 },
	{ "malloc_first", none, NULL, NULL, call_malloc, NULL, 1 },
	{ "malloc_new", one, NULL, NULL, call_malloc_other, NULL, 1 },
	{ "malloc_next", full, NULL, NULL, call_malloc, NULL, 1 },
	{ "malloc_drain", other_page, two_remote, NULL, call_malloc, NULL, 1 },
	{ "malloc_direct", full, push_unlinked, NULL, call_malloc, link_pushed, 1 },
	{ "malloc_all_back", few, all_back, NULL, call_malloc_few, link_pushed, 1 },
	{ "malloc_large", one, NULL, NULL, call_malloc_large, NULL, 1 },
	{ "malloc_cached", cached, NULL, NULL, call_malloc_large, NULL, 1 },
	{ "malloc_ebb", cached_and_scarce, NULL, NULL, call_malloc_long, NULL, 1 },
	{ "malloc_borrow", one, enter_own, NULL, call_malloc, leave, 1 },
	{ "malloc_reclaim", almost_all, NULL, NULL, call_malloc, NULL, 1 },
	{ "malloc_refused", take_all, NULL, NULL, call_malloc, NULL, 1 },
	{ "free_hit", some, NULL, NULL, call_free, NULL, 1 },
	{ "free_full", full_off, NULL, NULL, call_free, NULL, 1 },
	{ "free_before_dry", full_before_dry, NULL, NULL, call_free, NULL, 1 },
	{ "free_full_of_three", full_of_three, NULL, NULL, call_free, NULL, 1 },
	{ "free_lone", one, NULL, NULL, call_free, NULL, 1 },
	{ "free_retire", two_pages, NULL, NULL, call_free, NULL, 1 },
	{ "free_large", large, NULL, NULL, call_free, NULL, 1 },
	{ "free_cached", cacheable, NULL, NULL, call_free, NULL, 1 },
	{ "free_aligned", aligned, NULL, NULL, call_free, NULL, 1 },
	{ "free_single", single, NULL, NULL, call_free, NULL, 1 },
	{ "free_remote", none, of_program, NULL, call_free, leave, 1 },
	{ "free_queued", none, of_program, give_second, call_free, leave, 1 },
	{ "free_drain", full, push_unlinked, take_and_link, call_free, NULL, 1 },
	{ "free_unlinked", full, push_unlinked, take_now, call_free, link_pushed, 1 },
	{ "realloc_up", some, NULL, NULL, call_realloc_up, NULL, 2 },
	{ "realloc_grow", large, NULL, NULL, call_grow, NULL, 2 },
	{ "realloc_shrink", large, NULL, NULL, call_shrink, NULL, 2 },
	{ "aligned_single", one, NULL, NULL, call_single, NULL, 1 },
	{ "collect", two_pages, NULL, NULL, call_collect, NULL, 0 },
	{ "collect_cached", cached, NULL, NULL, call_collect, NULL, 1 },
	{ "collect_remote", other_page, two_remote, NULL, call_collect, NULL, 0 },
	{ "collect_drain", full, push_unlinked, take_and_link, call_collect, NULL, 0 },
	{ "collect_trim", one, NULL, NULL, call_collect, NULL, 0 },
	{ "heap_create", one, NULL, NULL, call_create, NULL, 0 },
	{ "heap_new", heap_some, NULL, NULL, call_heap_malloc, NULL, 1 },
	{ "heap_next", heap_full, NULL, NULL, call_heap_malloc_work, NULL, 1 },
	{ "heap_large", create_heap, NULL, NULL, call_heap_malloc_large, NULL, 1 },
	{ "heap_free", heap_some, NULL, NULL, call_free, NULL, 1 },
	{ "heap_free_full", heap_full_off, NULL, NULL, call_free, NULL, 1 },
	{ "heap_free_large", heap_large, NULL, NULL, call_free, NULL, 1 },
	{ "heap_drain", heap_full_off, one_remote, NULL, call_heap_malloc, NULL, 1 },
	{ "heap_destroy", heap_of_blocks, NULL, NULL, call_destroy, NULL, 0 },
	{ "heap_sweep", destroy_unswept, NULL, NULL, call_destroy, NULL, 0 },
	{ "add_region", one, NULL, NULL, call_add_region, NULL, 0 },
	{ "exit", other_page, two_remote, NULL, call_exit, NULL, 0 },
	{ 0 },
};
/* clang-format on */

/* ----------------------------------------------------------------- before, after */

void state_start(void)
{
	static const struct held nothing;
	size_t size;
	void *memory = image_arena(&size);

	if (size < ARENA + SECOND_BYTES)
		states_fail("the board has not enough memory");
	error = NULL;
	nr_held = 0;
	now.hand[0] = now.hand[1] = now.hand[2] = nothing;
	now.heap = now.entered = NULL;
	now.pushed = NULL;
	memset(memory, 0xa5, ARENA); /* or links of the last time would still be right */
	if (hakmem_init(memory, ARENA))
		states_fail("the instance does not start");
}

void state_others(void)
{
	static const size_t sizes[] = { SIZE_WORK, SIZE_MORE, SIZE_OTHER, SIZE_LARGE };
	struct held mine[16];
	unsigned int n;

	/* remote frees, if somebody is inside */
	for (unsigned int i = 1; i < 3; i++)
		give(&now.hand[i]);
	if (nr_held)
		give(&held[--nr_held]);
	for (n = 0; n < 16; n++) {
		void *p = hakmem_malloc(sizes[n % 4]);

		mine[n] = p ? took(p, sizes[n % 4]) : (struct held){ NULL, 0 };
	}
	while (n--)
		give(&mine[n]);
}

/* The task may have destroyed it, or not. */
static bool exists(const struct hakmem_heap *heap)
{
	const struct hakmem_heap *h = heap_list_first(&hakmem_default.created);

	while (h && h != heap)
		h = h->next_heap;
	return h && h->created;
}

void state_finish(void)
{
	for (unsigned int i = 0; i < 3; i++)
		give(&now.hand[i]);
	while (nr_held)
		give(&held[--nr_held]);
	if (now.heap && exists(now.heap))
		hakmem_heap_destroy(now.heap);
	now.heap = NULL;
}
