// SPDX-License-Identifier: MIT
/*
 * The thread model: heaps that end with their thread, are adopted by another, or have no
 * owner for a while; others free into them meanwhile.
 */
#include <hakmem.h>
#include "tests/mc/scene.h"

#ifdef CONFIG_HAKMEM_PAGES

#define SIZE 32u

static void free_0(void)
{
	put(0);
}

static void free_1(void)
{
	put(1);
}

static void get_8(void)
{
	get(8, SIZE);
}

static void get_9(void)
{
	get(9, SIZE);
}

static void get_large(void)
{
	get(8, 256);
}

static void end_thread(void)
{
	hakmem_thread_exit();
}

static void get_and_end_thread(void)
{
	get(9, SIZE);
	hakmem_thread_exit();
}

static void no_heap(void)
{
}

/* A has a heap with one full page. */
static void one_heap(void)
{
	act_as(0);
	get(0, SIZE);
	get(1, SIZE);
}

/* A thread that has ended has left one. */
static void one_left_heap(void)
{
	act_as(3);
	get(0, SIZE);
	get(1, SIZE);
	hakmem_thread_exit();
}

static void two_left_heaps(void)
{
	one_left_heap();
	act_as(4);
	get(2, SIZE);
	hakmem_thread_exit();
	/* whoever ended first adopted nothing: there are two */
}

/* B has a heap, and a left one holds pages that it could use. */
static void left_heap_with_memory(void)
{
	act_as(3);
	get(0, SIZE);
	act_as(1);
	get(4, 512);
	put(4);
	act_as(3);
	get(1, SIZE);
	get(2, SIZE);
	hakmem_thread_exit();
	act_as(1);
	while (get(4, 256) && !has(5))
		get(5, 256);
}

/* A heap of hakmem_heap_create() whose thread has ended. */
static void heap_with_owner_as(unsigned int context)
{
	char *p;

	act_as(context);
	scene_heap = hakmem_heap_create();
	p = hakmem_heap_malloc(scene_heap, SIZE);
	adopt_block(0, p, SIZE);
	p = hakmem_heap_malloc(scene_heap, SIZE);
	adopt_block(1, p, SIZE);
	allow_fault(HAKMEM_FAULT_OWNER);
}

static void heap_with_owner(void)
{
	heap_with_owner_as(0);
}

static void heap_without_owner(void)
{
	heap_with_owner_as(3);
	hakmem_thread_exit();
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

static void named_collect(void)
{
	hakmem_heap_collect(scene_heap);
}

const struct scene thread_scenes[] = {
	{
		.name = "thread_ends_and_frees",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = one_heap,
		.contexts = { CONTEXT(end_thread, 0), CONTEXT(free_0, 1),
			      CONTEXT(free_1, 2) },
		.paths = { "hakmem_thread_exit>heap_collect", "link_pending",
			   "heap_collect>page_release" },
	},
	{
		.name = "thread_ends_and_is_adopted",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = one_heap,
		.contexts = { CONTEXT(end_thread, 0), CONTEXT(free_0, 1),
			      CONTEXT(get_8, 2) },
		.paths = { "hakmem_thread_exit>heap_collect", "link_pending",
			   "heap_acquire", "heap_acquire!add_heap",
			   "heap_acquire>add_heap" },
	},
	{
		.name = "two_new_threads",
		.preemptions = 2,
		.weak = 1,
		.more = 1,
		.setup = no_heap,
		.contexts = { CONTEXT(get_8, 0), CONTEXT(get_9, 1) },
		.paths = { "heap_acquire>add_heap", "heap_list_add#" },
	},
	{
		.name = "two_adopt_one",
		.preemptions = 2,
		.weak = 1,
		.more = 1,
		.setup = one_left_heap,
		.contexts = { CONTEXT(get_8, 0), CONTEXT(get_9, 1), CONTEXT(free_0, 2) },
		.paths = { "heap_acquire!add_heap", "heap_acquire>add_heap",
			   "link_pending" },
	},
	{
		.name = "two_adopt_two",
		.preemptions = 2,
		.weak = 1,
		.more = 1,
		.setup = two_left_heaps,
		.contexts = { CONTEXT(get_8, 0), CONTEXT(get_and_end_thread, 1),
			      CONTEXT(free_0, 2) },
		.paths = { "heap_acquire!add_heap", "link_pending",
			   "hakmem_thread_exit" },
	},
	{
		.name = "reclaim_and_adopt",
		.arena = 1600,
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = left_heap_with_memory,
		.contexts = { CONTEXT(get_9, 0), CONTEXT(get_large, 1),
			      CONTEXT(free_1, 2) },
		.paths = { "heap_reclaim>heap_collect", "heap_acquire!add_heap",
			   "link_pending" },
	},
	{
		.name = "heap_without_owner",
		.preemptions = 2,
		.weak = 1,
		.more = 1,
		.setup = heap_without_owner,
		.contexts = { CONTEXT(named_get_8, 0), CONTEXT(named_get_9, 1),
			      CONTEXT(free_0, 2) },
		.paths = { "heap_enter_named>own", "heap_alloc_elsewhere",
			   "link_pending" },
	},
	{
		.name = "heap_loses_owner",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = heap_with_owner,
		.contexts = { CONTEXT(end_thread, 0), CONTEXT(named_get_9, 1),
			      CONTEXT(free_0, 2) },
		.paths = { "heap_enter_named>own", "heap_alloc_elsewhere",
			   "leave_all" },
	},
	{
		.name = "heap_without_owner_is_collected",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = heap_without_owner,
		.contexts = { CONTEXT(named_get_8, 0), CONTEXT(named_collect, 1),
			      CONTEXT(free_0, 2) },
		.paths = { "hakmem_heap_collect>heap_quit", "heap_enter_named!own",
			   "heap_enter_named>own" },
	},
	{ 0 },
};

#endif
