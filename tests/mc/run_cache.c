// SPDX-License-Identifier: MIT
/* Freed runs that are cached: a slot that two contexts fill or empty at once. */
#include <hakmem.h>
#include "kernel/run_cache.h"
#include "tests/mc/scene.h"

/* A dense page map leaves so little that memory is scarce. */
#if defined(CONFIG_HAKMEM_RUN_CACHE) && !defined(CONFIG_HAKMEM_PAGE_MAP_DENSE)

#define SIZE   160u  /* has a slot, and two below */
#define ARENA  SCENE_MAX /* of which less than half is in use */
#define MOST   (2 * SCENE_MAX)

/* Contexts come with a heap; and two blocks, with one between. */
static void two_blocks(void)
{
	for (unsigned int i = 0; i < 2; i++) {
		act_as(i);
		get(15, 16);
		put(15);
	}
	act_as(0);
	get(0, SIZE);
	get(4, SIZE);
	get(1, SIZE);
}

static void one_cached(void)
{
	const char *p;

	two_blocks();
	p = block_at(0);
	put(0);
	if (!p || !run_cache_holds(hakmem_default_arena(), p, SIZE / 16))
		mc_fail("no run is cached");
}

static void three_blocks(void)
{
	two_blocks();
	get(2, SIZE);
	put(2);
}

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

static void get_9_and_back(void)
{
	get(9, SIZE);
	put(9);
}

/* Takes a longer run than it asks for. */
static void get_shorter_9(void)
{
	get(9, SIZE - 16);
}

/* Refused, but cached runs go back before that. */
static void get_too_much(void)
{
	if (hakmem_malloc(MOST))
		mc_fail("more than there is");
}

/* Into the run behind it, which is free, cached or somebody's. */
static void grow_4(void)
{
	resize(4, 2 * SIZE);
}

const struct scene run_cache_scenes[] = {
	{
		.name = "cached_run_for_two",
		.arena = ARENA,
		.preemptions = 3,
		.weak = 2,
		.more = 1,
		.setup = one_cached,
		.contexts = { CONTEXT(get_8, 0), CONTEXT(get_9_and_back, 1) },
		.paths = { "run_cache_take", "run_cache_free!run_release", "run_claim" },
	},
	{
		.name = "two_for_one_slot",
		.arena = ARENA,
		.preemptions = 3,
		.weak = 2,
		.more = 1,
		.setup = three_blocks,
		.contexts = { CONTEXT(free_0, 0), CONTEXT(free_1, 1) },
		.paths = { "run_cache_free#", "run_release" },
	},
	{
		.name = "cached_and_taken",
		.arena = ARENA,
		.preemptions = 3,
		.weak = 2,
		.more = 1,
		.setup = two_blocks,
		.contexts = { CONTEXT(free_0, 0), CONTEXT(get_shorter_9, 1) },
		.paths = { "run_cache_take", "run_cache_free!run_release", "run_claim" },
	},
	{
		.name = "emptied_and_taken",
		.arena = ARENA,
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = one_cached,
		.contexts = { CONTEXT(get_too_much, 0), CONTEXT(get_9_and_back, 1) },
		.paths = { "run_cache_release>run_release", "run_cache_free!run_release" },
	},
	{
		.name = "grown_into_a_cached_run",
		.arena = ARENA,
		.preemptions = 3,
		.weak = 1,
		.more = 1,
		.setup = two_blocks,
		.contexts = { CONTEXT(grow_4, 0), CONTEXT(free_1, 1) },
		.paths = { "run_cache_release_at>run_release", "run_cache_free!run_release" },
	},
	{ 0 },
};

#else

const struct scene run_cache_scenes[] = { { 0 } };

#endif
