// SPDX-License-Identifier: MIT
/*
 * The CPU model: a heap a core, that tasks, interrupts and other cores may find entered.
 * Interrupts come at every access of what they interrupt.
 */
#include <hakmem.h>
#include "tests/mc/scene.h"

#ifdef CONFIG_HAKMEM_PAGES

#define SIZE  32u
#define OTHER 64u /* of another class */

/* Slots: 0 and 1 are in the first page of core 0's heap, 2 and 3 in the second one. */

static struct hakmem_heap *second_heap;

static void nothing(void)
{
}

static void one_full_page(void)
{
	act_as(0);
	get(0, SIZE);
	get(1, SIZE);
}

static void two_full_pages(void)
{
	one_full_page();
	get(2, SIZE);
	get(3, SIZE);
}

/* A page with a block in use and a free one. */
static void half_page(void)
{
	act_as(0);
	get(0, SIZE);
}

static void one_large(void)
{
	act_as(0);
	get(0, 512);
}

/* Nothing is left but what an interrupt or another core frees. */
static void nothing_left(void)
{
	act_as(0);
	get(0, SIZE);
	get(1, SIZE);
	for (unsigned int i = 4; i < 12 && get(i, 512); i++)
		;
	for (unsigned int i = 12; i < 15 && get(i, 160); i++)
		;
}

/* Memory for a page, but none for a heap. */
static void no_heap_left(void)
{
	act_as(0);
	get(0, SIZE);
	act_as(1);
	get(1, SIZE);
	for (unsigned int i = 2; i < 5 && get(i, 640); i++)
		;
	get(5, 320);
}

static void free_0(void)
{
	put(0);
}

static void free_1(void)
{
	put(1);
}

static void free_2(void)
{
	put(2);
}

static void free_02(void)
{
	put(0);
	put(2);
}

static void get_and_put(void)
{
	get(8, SIZE);
	put(8);
}

static void get_and_put_and_collect(void)
{
	get(8, SIZE);
	put(8);
	hakmem_heap_collect(NULL);
}

static void get_and_put_9(void)
{
	get(9, SIZE);
	put(9);
}

static void get_and_put_10(void)
{
	get(10, SIZE);
	put(10);
}

static void get_9(void)
{
	get(9, SIZE);
}

static void get_other_9(void)
{
	get(9, OTHER);
	put(9);
}

static void get_large_9(void)
{
	get(9, 256);
	put(9);
}

/* pop, pop, push */
static void pop_pop_push(void)
{
	get(9, SIZE);
	get(10, SIZE);
	put(9);
}

/* pop, pop, push the other one, push the same */
static void pop_pop_push_push(void)
{
	get(9, SIZE);
	get(10, SIZE);
	put(10);
	put(9);
}

static void put_get_put(void)
{
	put(0);
	get(8, SIZE);
	put(1);
}

static void free_and_get(void)
{
	put(1);
	get(9, SIZE);
}

static void grow_0(void)
{
	resize(0, 800);
}

static void grow_small_0(void)
{
	resize(0, 100);
}

static void aligned_8(void)
{
	char *p = hakmem_aligned_alloc(64, SIZE);

	if (p)
		adopt_block(8, p, SIZE);
}

static void collect(void)
{
	hakmem_heap_collect(NULL);
}

static void own_last_and_collect(void)
{
	put(1);
	put(3);
	hakmem_heap_collect(NULL);
}

static void add_region(void)
{
	size_t size;
	void *base = scene_region(&size);
	int error = hakmem_add_region(base, size);

	if (error && error != -HAKMEM_EBUSY)
		mc_fail("the region was refused");
}

static void named_heap(void)
{
	act_as(0);
	scene_heap = hakmem_heap_create();
	adopt_block(0, hakmem_heap_malloc(scene_heap, SIZE), SIZE);
}

static void named_get_8(void)
{
	char *p = hakmem_heap_malloc(scene_heap, SIZE);

	if (p)
		adopt_block(8, p, SIZE);
}

static void named_get_9(void)
{
	char *p = hakmem_heap_malloc(scene_heap, SIZE);

	if (p)
		adopt_block(9, p, SIZE);
}

/* With a block that nobody frees but who destroys the heap. */
static void nobody_inside(void)
{
	act_as(0);
	scene_heap = hakmem_heap_create();
	hakmem_heap_malloc(scene_heap, SIZE);
}

/* The second one is on the list in front of the first. */
static void two_unused_heaps(void)
{
	act_as(0);
	scene_heap = hakmem_heap_create();
	second_heap = hakmem_heap_create();
	hakmem_heap_malloc(second_heap, SIZE);
}

static void destroy_second(void)
{
	hakmem_heap_destroy(second_heap);
}

/* Its blocks are gone with it. */
static void destroy_named(void)
{
	hakmem_heap_destroy(scene_heap);
}

static void forget_named(void)
{
	scene_heap = NULL;
}

static void ask_for_too_much(void)
{
	if (hakmem_malloc(SCENE_MAX))
		mc_fail("more memory than there is");
}

const struct scene cpu_scenes[] = {
	/* cores */
	{
		.name = "core.full_page_and_two_frees",
		.preemptions = 2,
		.weak = 1,
		.more = 1,
		.setup = one_full_page,
		.contexts = { CONTEXT(get_and_put_and_collect, 0), CONTEXT(free_0, 1),
			      CONTEXT(free_1, 2) },
		.paths = { "link_pending", "remote_free!link_pending", "queue_set_full",
			   "heap_borrow", "page_collect_directly>collect",
			   "drain_page>queue_set_refilled" },
	},
	{
		.name = "core.collect_and_two_pages",
		.preemptions = 2,
		.weak = 1,
		.more = 1,
		.setup = two_full_pages,
		.contexts = { CONTEXT(collect, 0), CONTEXT(free_02, 1),
			      CONTEXT(free_1, 2) },
		.paths = { "link_pending", "heap_collect>drain_page", "free_slow" },
	},
	{
		.name = "core.last_block_and_retire",
		.preemptions = 2,
		.weak = 1,
		.more = 1,
		.setup = two_full_pages,
		.contexts = { CONTEXT(own_last_and_collect, 0), CONTEXT(free_02, 1) },
		.paths = { "link_pending", "page_release" },
	},
	{
		.name = "core.two_on_one_heap",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = half_page,
		.contexts = { CONTEXT(get_and_put, 0), CONTEXT(get_and_put_9, 2) },
		.paths = { "heap_borrow>add_spare", "heap_borrow>enter_idle",
			   "link_pending" },
	},
	{
		.name = "core.reclaim_and_owner",
		.preemptions = 2,
		.weak = 1,
		.more = 1,
		.setup = nothing_left,
		.contexts = { CONTEXT(free_and_get, 0), CONTEXT(get_and_put_10, 1) },
		.paths = { "heap_reclaim>heap_collect", "alloc_idle" },
	},
	{
		.name = "core.all_entered",
		.preemptions = 3,
		.weak = 0,
		.more = 1,
		.setup = no_heap_left,
		.contexts = { CONTEXT(get_and_put, 0), CONTEXT(get_and_put_9, 1),
			      CONTEXT(get_and_put_10, 2) },
		.paths = { "alloc_rest>large_claim", "heap_borrow>add_spare" },
	},
	{
		.name = "core.named_heap",
		.preemptions = 2,
		.weak = 1,
		.more = 1,
		.setup = named_heap,
		.contexts = { CONTEXT(named_get_8, 0), CONTEXT(named_get_9, 1),
			      CONTEXT(free_0, 2) },
		.paths = { "heap_alloc_elsewhere>page_hand_over", "link_pending" },
	},
	{
		.name = "core.destroy_and_reclaim",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = nobody_inside,
		.end = forget_named,
		.contexts = { CONTEXT(destroy_named, 0), CONTEXT(ask_for_too_much, 1) },
		.paths = { "doom", "heap_quit>heap_bury", "sweep>page_release",
			   "heap_reclaim_created>heap_quit" },
	},

	{
		.name = "core.two_reclaim_destroyed",
		.preemptions = 2,
		.weak = 1,
		.more = 1,
		.setup = two_unused_heaps,
		.end = forget_named,
		.contexts = { CONTEXT(ask_for_too_much, 0), CONTEXT(destroy_named, 1),
			      CONTEXT(destroy_second, 2) },
		.paths = { "sweep>take_off", "heap_reclaim_created!sweep" },
	},

	{
		.name = "core.tasks_migrate",
		.preemptions = 2,
		.weak = 0,
		.more = 1,
		.setup = one_full_page,
		.migrate = true,
		.contexts = { CONTEXT(get_and_put, 0), CONTEXT(get_and_put_9, 1),
			      CONTEXT(free_0, 2) },
		.paths = { "page_create", "link_pending", "heap_borrow" },
	},

	/* tasks of one core */
	{
		.name = "task.two_get_and_put",
		.preemptions = 2,
		.weak = 0,
		.more = 1,
		.setup = half_page,
		.contexts = { CONTEXT(get_and_put, 0), CONTEXT(get_and_put_9, 0) },
		.paths = { "heap_borrow", "link_pending" },
	},
	{
		.name = "task.three_free_and_get",
		.preemptions = 1,
		.weak = 0,
		.more = 1,
		.setup = two_full_pages,
		.contexts = { CONTEXT(put_get_put, 0), CONTEXT(free_2, 0),
			      CONTEXT(get_and_put_9, 0) },
		.paths = { "heap_borrow", "link_pending" },
	},

	/* an interrupt at every access */
	{
		.name = "irq.malloc_and_free_in_malloc_and_free",
		.setup = half_page,
		.contexts = { CONTEXT(get_and_put, 0), INTERRUPT(get_and_put_9, 0, 1) },
		.paths = { "heap_borrow", "heap_borrow>add_spare" },
	},
	{
		.name = "irq.free_into_the_page_worked_on",
		.setup = one_full_page,
		.contexts = { CONTEXT(get_and_put, 0), INTERRUPT(free_0, 0, 1) },
		.paths = { "link_pending", "page_collect_directly>collect",
			   "queue_set_full" },
	},
	{
		.name = "irq.last_free_in_retire",
		.setup = two_full_pages,
		.contexts = { CONTEXT(own_last_and_collect, 0),
			      INTERRUPT(free_02, 0, 1) },
		.paths = { "link_pending", "page_release" },
	},
	{
		.name = "irq.another_class",
		.setup = half_page,
		.contexts = { CONTEXT(put_get_put, 0), INTERRUPT(get_other_9, 0, 1) },
		.paths = { "heap_borrow" },
	},
	{
		.name = "irq.pop_pop_push",
		.setup = half_page,
		.contexts = { CONTEXT(get_and_put, 0), INTERRUPT(pop_pop_push, 0, 1) },
		.paths = { "heap_borrow" },
	},
	{
		.name = "irq.pop_pop_push_push",
		.setup = half_page,
		.contexts = { CONTEXT(get_and_put, 0),
			      INTERRUPT(pop_pop_push_push, 0, 1) },
		.paths = { "heap_borrow" },
	},
	{
		.name = "irq.runs",
		.setup = one_large,
		.contexts = { CONTEXT(grow_0, 0), INTERRUPT(get_large_9, 0, 1) },
		.paths = { "run_resize>free_map_claim" },
	},
	{
		.name = "irq.realloc_that_moves",
		.setup = one_full_page,
		.contexts = { CONTEXT(grow_small_0, 0), INTERRUPT(free_and_get, 0, 1) },
		.paths = { "hakmem_realloc>copy_block", "heap_borrow" },
	},
	{
		.name = "irq.aligned",
		.setup = one_full_page,
		.contexts = { CONTEXT(aligned_8, 0), INTERRUPT(free_and_get, 0, 1) },
		.paths = { "alloc_aligned", "heap_borrow" },
	},
	{
		.name = "irq.region",
		.setup = nothing_left,
		.contexts = { CONTEXT(get_and_put_10, 0), INTERRUPT(add_region, 0, 1) },
		.paths = { "region_open" },
	},
	{
		.name = "irq.nothing_left",
		.setup = nothing_left,
		.contexts = { CONTEXT(free_and_get, 0), INTERRUPT(get_and_put_10, 0, 1) },
		.paths = { "heap_reclaim>heap_collect", "heap_borrow" },
	},
	{
		.name = "irq.named_heap",
		.setup = named_heap,
		.contexts = { CONTEXT(named_get_8, 0), INTERRUPT(named_get_9, 0, 1) },
		.paths = { "heap_alloc_elsewhere>page_hand_over" },
	},
	{
		.name = "irq.destroy_in_reclaim",
		.setup = nobody_inside,
		.end = forget_named,
		.contexts = { CONTEXT(ask_for_too_much, 0),
			      INTERRUPT(destroy_named, 0, 1) },
		.paths = { "doom", "heap_quit>heap_bury" },
	},

	/* two interrupts, the second within the first; and another core */
	{
		.name = "nested.malloc_and_free",
		.setup = half_page,
		.contexts = { CONTEXT(get_and_put, 0), INTERRUPT(get_and_put_9, 0, 1),
			      INTERRUPT(get_and_put_10, 0, 2) },
		.paths = { "heap_borrow" },
	},
	{
		.name = "nested.frees_of_one_page",
		.setup = one_full_page,
		.contexts = { CONTEXT(get_and_put, 0), INTERRUPT(free_0, 0, 1),
			      INTERRUPT(free_1, 0, 2) },
		.paths = { "link_pending", "remote_free!link_pending" },
	},
	{
		.name = "nested.free_and_get",
		.setup = two_full_pages,
		.contexts = { CONTEXT(own_last_and_collect, 0), INTERRUPT(free_0, 0, 1),
			      INTERRUPT(get_9, 0, 2) },
		.paths = { "link_pending", "heap_borrow" },
	},
	{
		.name = "irq.and_another_core",
		.preemptions = 1,
		.weak = 1,
		.more = 1,
		.setup = one_full_page,
		.contexts = { CONTEXT(get_and_put, 0), INTERRUPT(free_0, 0, 1),
			      CONTEXT(free_1, 1) },
		.paths = { "link_pending", "remote_free!link_pending" },
	},
	{
		.name = "irq.on_both_cores",
		.preemptions = 1,
		.weak = 0,
		.more = 1,
		.setup = one_full_page,
		.contexts = { CONTEXT(nothing, 0), INTERRUPT(free_0, 0, 1),
			      CONTEXT(get_and_put, 1), INTERRUPT(free_1, 1, 1) },
		.paths = { "free_rest" },
	},
	{ 0 },
};

#endif
