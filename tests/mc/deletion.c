// SPDX-License-Identifier: MIT
/*
 * Task A is stopped for ever before any of its writes in a call, or behind the last one;
 * then B says so, and C allocates and frees at any time. The call is malloc, a free of
 * its own or into another heap, the retirement of a page, or one that moves slices.
 */
#include <hakmem.h>
#include "kernel/context.h"
#include "tests/mc/scene.h"

#ifdef CONFIG_HAKMEM_PAGES

#define SIZE  32u
#define OTHER 64u  /* of another class */
#define LARGE 512u /* no class's */
#define CACHED 160u /* nor this one, and a freed one is cached */
#define LONGER (CACHED + 16u) /* a slice more: its slot, or else that of CACHED, has it */
#define ROOMY SCENE_MAX /* bytes of arena, of which less than half is in use */

/* Slots: 0 and 1 are in the first page of A's heap, 2 and 3 in the second one. */

static void a_is(void (*call)(void))
{
	mc_mortal(true);
	call();
	mc_mortal(false);
}

/* ---------------------------------------------------------------------- A: the call */

static void allocate(size_t size)
{
	char *p;

	mc_mortal(true);
	p = hakmem_malloc(size);
	mc_mortal(false);
	if (p)
		adopt_block(8, p, size);
}

static void a_malloc(void)
{
	allocate(SIZE);
}

static void a_malloc_other(void)
{
	allocate(OTHER);
}

static void a_malloc_large(void)
{
	allocate(LARGE);
}

static void a_malloc_cached(void)
{
	allocate(CACHED);
}

static void put_0(void)
{
	put(0);
}

static void a_free(void)
{
	a_is(put_0);
}

static void collect(void)
{
	hakmem_heap_collect(NULL);
}

static void a_collect(void)
{
	a_is(collect);
}

#ifdef CONFIG_HAKMEM_MODEL_THREAD
static void a_ends(void)
{
	a_is(hakmem_thread_exit);
}
#endif

/* ------------------------------------------------------------------ B: the deletion */

static bool refused;

static void b_deletes(void)
{
	int error = hakmem_thread_deleted(scene_thread(0));

	if (error && error != -HAKMEM_EBUSY)
		mc_fail("hakmem_thread_deleted: %d", error);
	refused = error;
}

/* Who was refused asks again when others have gone on. */
static void b_asks_again(void)
{
	if (refused && hakmem_thread_deleted(scene_thread(0)))
		mc_fail("hakmem_thread_deleted refuses when all have ended");
	refused = false;
}

/* --------------------------------------------------------------------- C: the others */

static void c_free_1(void)
{
	put(1);
}

static void c_free_12(void)
{
	put(1);
	put(2);
}

static void c_malloc_and_free(void)
{
	get(9, SIZE);
	put(9);
}

static void c_malloc_and_collect(void)
{
	get(9, SIZE);
	put(9);
	hakmem_heap_collect(NULL);
}

static void c_free_1_and_malloc(void)
{
	put(1);
	get(9, SIZE);
}

static void c_large(void)
{
	get(9, LARGE);
	put(9);
}

static void c_cached(void)
{
	get(9, CACHED);
	put(9);
}

/* What comes back to the slot is shorter than what was there, and as long as it ever was. */
static void c_shortens(void)
{
	hakmem_free(hakmem_realloc(hakmem_malloc(CACHED), CACHED));
}

/* --------------------------------------------------------------------------- set-up */

static void half_page(void)
{
	act_as(0);
	get(0, SIZE);
}

static void full_page(void)
{
	half_page();
	get(1, SIZE);
}

static void two_full_pages(void)
{
	full_page();
	get(2, SIZE);
	get(3, SIZE);
}

/* The pages are full, and their heap has remote frees of both. */
static void remote_frees(void)
{
	two_full_pages();
	act_as(2);
	put(3);
}

/* Two pages, one of them empty and kept, the other one with one block. */
static void nearly_empty(void)
{
	two_full_pages();
	act_as(0);
	put(2);
	put(3);
	put(1);
}

static void one_large(void)
{
	act_as(0);
	get(0, LARGE);
}

static void one_cacheable(void)
{
	act_as(0);
	get(0, CACHED);
	get(4, SIZE);
}

static void one_cached(void)
{
	one_cacheable();
	put(0);
}

/* A slot has a run that is longer than others of it. */
static void longer_cached(void)
{
	act_as(0);
	get(0, LONGER);
	get(1, LONGER);
	get(4, SIZE);
	put(0);
	put(1);
}

/* The block that A frees is in C's heap, with one more. */
static void page_of_c(void)
{
	act_as(2);
	get(0, SIZE);
	get(1, SIZE);
	act_as(0);
	get(2, SIZE);
}

/* The same, and there is nothing else to collect. */
static void only_one_cached(void)
{
	one_cacheable();
	hakmem_heap_collect(NULL);
	put(0);
}

/* No room for one more of these, but in a region that comes. */
static void full_of_cacheable(void)
{
	unsigned int i = 0;

	for (unsigned int core = 2; core--;) {
		act_as(core);
		get(14 + core, SIZE);
	}
	while (i < 14 && get(i, CACHED))
		i++;
}

/* A run of the new region is cached, which others may not have seen yet. */
static void add_and_cache(void)
{
	size_t size;
	void *base = scene_region(&size);

	if (hakmem_add_region(base, size))
		mc_fail("the region was refused");
	hakmem_free(hakmem_malloc(CACHED));
}

static void take_cached(void)
{
	hakmem_free(hakmem_malloc(CACHED));
}

static void get_cached_9(void)
{
	get(9, CACHED);
}

/* Its call has ended: it is in the middle of nothing. */
static void a_notes_nothing(void)
{
	if (scene_thread(0)->step)
		mc_fail("step %u is left in the journal", scene_thread(0)->step);
}

#if defined(CONFIG_HAKMEM_TASK_DELETION) && defined(CONFIG_HAKMEM_MODEL_CPU)

static void created_heap(void)
{
	act_as(0);
	get(0, SIZE);
	scene_heap = hakmem_heap_create();
	hakmem_heap_malloc(scene_heap, SIZE);
}

static void in_created(void)
{
	hakmem_free(hakmem_heap_malloc(scene_heap, SIZE));
}

static void a_in_created(void)
{
	char *p;

	mc_mortal(true);
	p = hakmem_heap_malloc(scene_heap, SIZE);
	mc_mortal(false);
	hakmem_free(p);
}

/* With the heap go its pages, those that were handed over to it, too. */
static void destroy_created(void)
{
	unsigned long lost = atomic_read(&hakmem_default_arena()->lost_pages);
	struct hakmem_stats stats;

	b_asks_again();
	hakmem_heap_destroy(scene_heap);
	scene_heap = NULL;
	hakmem_stats(&stats);
	if (stats.large_blocks > lost)
		mc_fail("%zu pages are left of a heap that is gone", stats.large_blocks);
}

#endif

#define BOUNDS .preemptions = 1, .weak = 1, .more = 1, .in_hand = 1, .end = b_asks_again
#define B      AFTER_A(b_deletes, 1)

const struct scene deletion_scenes[] = {
	{
		.name = "deleted.malloc_hit",
		BOUNDS,
		.setup = half_page,
		.contexts = { CONTEXT(a_malloc, 0), B, CONTEXT(c_malloc_and_free, 2) },
	},
	{
		.name = "deleted.malloc_new_page",
		BOUNDS,
		.setup = full_page,
		.contexts = { CONTEXT(a_malloc_other, 0), B, CONTEXT(c_free_1, 2) },
		.paths = { "page_create" },
	},
	{
		.name = "deleted.malloc_direct",
		BOUNDS,
		.setup = full_page,
		.contexts = { CONTEXT(a_malloc, 0), B, CONTEXT(c_free_1, 2) },
		.paths = { "page_collect_directly>collect" },
	},
	{
		.name = "deleted.malloc_drains",
		BOUNDS,
		.setup = remote_frees,
		.contexts = { CONTEXT(a_malloc_other, 0), B, CONTEXT(c_free_12, 2) },
		.paths = { "drain_page" },
	},
	{
		.name = "deleted.malloc_large",
		BOUNDS,
		.setup = full_page,
		.contexts = { CONTEXT(a_malloc_large, 0), B, CONTEXT(c_large, 2) },
		.paths = { "run_take" },
	},
	{
		.name = "deleted.free_own",
		BOUNDS,
		.setup = half_page,
		.contexts = { CONTEXT(a_free, 0), B, CONTEXT(c_malloc_and_free, 2) },
	},
	{
		.name = "deleted.free_full",
		BOUNDS,
		.setup = two_full_pages,
		.contexts = { CONTEXT(a_free, 0), B, CONTEXT(c_free_12, 2) },
		.paths = { "queue_set_refilled", "link_pending" },
	},
	{
		.name = "deleted.free_remote",
		BOUNDS,
		.setup = page_of_c,
		.contexts = { CONTEXT(a_free, 0), B, CONTEXT(c_malloc_and_collect, 2) },
		.paths = { "link_pending" },
	},
	{
		.name = "deleted.free_remote_and_own",
		BOUNDS,
		.setup = page_of_c,
		.contexts = { CONTEXT(a_free, 0), B, CONTEXT(c_free_1_and_malloc, 2) },
		.paths = { "link_pending" },
	},
	{
		.name = "deleted.retire",
		BOUNDS,
		.setup = nearly_empty,
		.contexts = { CONTEXT(a_free, 0), B, CONTEXT(c_malloc_and_free, 2) },
		.paths = { "page_emptied>page_release" },
	},
	{
		.name = "deleted.free_large",
		BOUNDS,
		.setup = one_large,
		.contexts = { CONTEXT(a_free, 0), B, CONTEXT(c_large, 2) },
		.paths = { "run_release" },
	},
#ifdef CONFIG_HAKMEM_RUN_CACHE
	{
		.name = "deleted.free_cached",
		BOUNDS,
		.arena = ROOMY,
		.setup = one_cacheable,
		.contexts = { CONTEXT(a_free, 0), B, CONTEXT(c_cached, 2) },
		.paths = { "run_cache_free!run_release", "run_cache_take" },
	},
	{
		.name = "deleted.malloc_cached",
		BOUNDS,
		.arena = ROOMY,
		.setup = one_cached,
		.contexts = { CONTEXT(a_malloc_cached, 0), B, CONTEXT(c_cached, 2) },
		.paths = { "run_cache_take", "run_cache_free!run_release" },
	},
	{
		.name = "cached_in_a_new_region",
		.preemptions = 2,
		.weak = 2,
		.arena = 832, /* less than half of all, which is free then */
		.setup = full_of_cacheable,
		.contexts = { CONTEXT(take_cached, 0), CONTEXT(add_and_cache, 1) },
		.paths = { "run_cache_free!run_release", "run_cache_take" },
	},
	{
		.name = "emptied_in_vain",
		.preemptions = 2,
		.weak = 1,
		.arena = ROOMY,
		.setup = only_one_cached,
		.end = a_notes_nothing,
		.contexts = { CONTEXT(collect, 0), CONTEXT(get_cached_9, 1) },
		.paths = { "run_cache_release>run_release", "run_cache_take" },
	},
	{
		.name = "deleted.cache_emptied",
		BOUNDS,
		.arena = ROOMY,
		.setup = one_cached,
		.contexts = { CONTEXT(a_collect, 0), B, CONTEXT(c_cached, 2) },
		.paths = { "run_cache_release>run_release", "run_cache_free!run_release" },
	},
	{
		.name = "deleted.cached_run_shortened",
		BOUNDS,
		.arena = ROOMY,
		.setup = longer_cached,
		.contexts = { CONTEXT(a_collect, 0), B, CONTEXT(c_shortens, 2) },
		.paths = { "run_cache_release>run_release", "run_resize", "run_cache_free!run_release" },
	},
#endif
	{
		.name = "deleted.collect",
		BOUNDS,
		.setup = remote_frees,
		.contexts = { CONTEXT(a_collect, 0), B, CONTEXT(c_free_12, 2) },
		.paths = { "drain_page", "heap_collect" },
	},
#if defined(CONFIG_HAKMEM_TASK_DELETION) && defined(CONFIG_HAKMEM_MODEL_CPU)
	{
		.name = "deleted.handed_over",
		.preemptions = 1,
		.weak = 1,
		.in_hand = 1,
		.setup = created_heap,
		.end = destroy_created,
		.contexts = { CONTEXT(a_in_created, 0), B, CONTEXT(in_created, 2) },
		.paths = { "page_hand_over" },
	},
#endif
#ifdef CONFIG_HAKMEM_MODEL_THREAD
	{
		.name = "deleted.thread_exit",
		BOUNDS,
		.setup = full_page,
		.contexts = { CONTEXT(a_ends, 0), B, CONTEXT(c_free_1_and_malloc, 2) },
		.paths = { "leave_all" },
	},
#endif
	{ 0 },
};

#endif
