// SPDX-License-Identifier: MIT
/*
 * Remote frees. Context A owns the pages, B and C free into them. A page holds two
 * blocks of SIZE.
 */
#include <hakmem.h>
#include "tests/mc/scene.h"

#ifdef CONFIG_HAKMEM_PAGES

#define SIZE  32u
#define OTHER 64u /* of another class */

/* Slots: 0 and 1 are in A's first page, 2 and 3 in the second one. */

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

/* Beside an empty one, so that neither of two is kept. */
static void a_full_and_an_empty_page(void)
{
	two_full_pages();
	put(2);
	put(3);
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

/* A finds the page dry: it is full, or has remote frees already. */
static void get_and_put_and_collect(void)
{
	get(8, SIZE);
	put(8);
	hakmem_heap_collect(NULL);
}

static void get_two(void)
{
	get(8, SIZE);
	get(9, SIZE);
}

static void collect(void)
{
	hakmem_heap_collect(NULL);
}

/* The page goes, and where it was another one comes. */
static void collect_and_reuse(void)
{
	hakmem_heap_collect(NULL);
	get(8, OTHER);
}

static void own_last_and_collect(void)
{
	put(1);
	put(3);
	hakmem_heap_collect(NULL);
}

static void put_all_own(void)
{
	put(4);
	put(5);
	put(2);
	put(3);
}

static void three_full_pages(void)
{
	two_full_pages();
	get(4, SIZE);
	get(5, SIZE);
}

static void get_put_all(void)
{
	get(8, SIZE);
	put(8);
	put(1);
	put(3);
}

const struct scene remote_scenes[] = {
	{
		.name = "full_page_and_two_frees",
		.three_lists = true,
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = one_full_page,
		.contexts = { CONTEXT(get_and_put_and_collect, 0), CONTEXT(free_0, 1),
			      CONTEXT(free_1, 2) },
		.paths = { "link_pending", "remote_free!link_pending", "remote_free#",
			   "queue_set_full", "page_collect_directly>collect",
			   "drain_page>queue_set_refilled", "heap_drain>page_emptied" },
	},
	{
		.name = "two_gets_and_a_free",
		.three_lists = true,
		.preemptions = MC_ANY,
		.weak = 2,
		.more = 1,
		.setup = one_full_page,
		.contexts = { CONTEXT(get_two, 0), CONTEXT(free_0, 1) },
		.paths = { "link_pending", "queue_set_full",
			   "page_collect_directly>collect" },
	},
	{
		.name = "emptied_beside_an_empty_page",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = a_full_and_an_empty_page,
		.contexts = { CONTEXT(collect, 0), CONTEXT(free_0, 1), CONTEXT(free_1, 2) },
		.paths = { "link_pending", "remote_free!link_pending", "heap_drain>page_release" },
	},
	{
		.name = "collect_and_two_pages",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = two_full_pages,
		.contexts = { CONTEXT(collect, 0), CONTEXT(free_02, 1),
			      CONTEXT(free_1, 2) },
		.paths = { "link_pending", "link_pending#", "heap_collect>drain_page" },
	},
	{
		.name = "last_block_and_retire",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = two_full_pages,
		.contexts = { CONTEXT(own_last_and_collect, 0), CONTEXT(free_0, 1),
			      CONTEXT(free_2, 2) },
		.paths = { "link_pending", "drain_page>page_release" },
	},
	{
		.name = "own_frees_and_retire",
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = three_full_pages,
		.contexts = { CONTEXT(put_all_own, 0), CONTEXT(free_0, 1),
			      CONTEXT(free_1, 2) },
		.paths = { "free_slow>queue_set_refilled", "page_emptied>page_release",
			   "link_pending" },
	},
	{
		.name = "empty_but_queued",
		.three_lists = true,
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = two_full_pages,
		.contexts = { CONTEXT(get_put_all, 0), CONTEXT(free_0, 1),
			      CONTEXT(free_2, 2) },
		.paths = { "page_collect_directly>collect", "page_emptied!page_release",
			   "drain_page>page_release" },
	},
	{
		.name = "retired_and_reused",
		.preemptions = 2,
		.weak = 1,
		.more = 1,
		.setup = one_full_page,
		.contexts = { CONTEXT(collect_and_reuse, 0), CONTEXT(free_0, 1),
			      CONTEXT(free_1, 2) },
		.paths = { "heap_collect>page_release", "page_create",
			   "remote_free!link_pending" },
	},
	{ 0 },
};

#endif
