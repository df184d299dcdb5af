/* SPDX-License-Identifier: MIT */
/*
 * The dearest calls, in instructions. Arguments:
 *
 *	states ARENA [STATE|all [REGIONS [HEAPS]]]
 *				the adversarial states, or one
 *	workload NAME ARENA	one of tests/bench
 *	trace [ARENA]		the board's data file; says also "hits small= slow=": allocations
 *				to 1024 bytes, and those not served by the direct page cache
 *	fuzz SEED ROUNDS ARENA	a search (fuzz.h)
 *	play ARENA		programs that it has found: the board's data file
 *
 * Prints a line for each path that was seen:
 *
 *	seen path= cost= state=NAME:VARIANT calls= arena= words=
 *
 * and for each state what the path that it is for has cost at most:
 *
 *	state name= path= cost= variant= missed=
 *
 * missed: 1 when no call has taken that path.
 */
#include <hakmem.h>

#include "../bench/common.h"
#include "fuzz.h"
#include "observe.h"
#include "scene.h"
#include "support/image.h"
#include "support/mem.h"
#include "support/parse.h"

#define BASE_ALIGN 4096u

/* The largest arena last in memory, what lists them in front of it. */
static bool prepare(size_t arena)
{
	size_t size, lists = 2 * SCENE_BLOCKS * sizeof(void *);
	char *memory = image_arena(&size);
	char *end = memory + size;

	scene.blocks = (void **)memory;
	memory += lists;
	memory += (BASE_ALIGN - (uintptr_t)memory % BASE_ALIGN) % BASE_ALIGN;
	scene.memory = memory;
	scene.arena = arena;
	return memory < end && arena <= (size_t)(end - memory);
}

static void run_state(const struct state *state)
{
	const struct record *r = record_here(state->path);
	uint32_t variant = 0;

	record_where(state->name, 0);
	while (state->run(variant)) {
		if (hakmem_validate())
			fault_count++;
		record_where(state->name, ++variant);
	}
	print("state name=%s path=%s cost=%lu variant=%lu missed=%d\n", state->name,
	      path_name(state->path), (unsigned long)r->most, (unsigned long)r->variant,
	      !r->calls);
}

static void run_states(const struct state *state, const char *only)
{
	for (; state->name; state++)
		if (!only || !strcmp(only, state->name))
			run_state(state);
}

#ifdef CONFIG_HAKMEM_PAGES

static void run_all(const char *only)
{
	run_states(malloc_states, only);
	run_states(free_states, only);
	run_states(other_states, only);
	if (!context_is_only()) {
		run_states(contended_states, only);
		run_states(grid_states, only);
	}
}

#else

static void run_all(const char *only)
{
	run_states(slice_states, only);
	run_states(resize_states, only);
}

#endif

static int states(size_t arena, const char *only)
{
	if (!prepare(arena)) {
		print("wcet: an arena of %zu bytes is not possible\n", arena);
		return 2;
	}
	run_all(only);
	record_print("seen", arena);
	return 0;
}

int image_main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int code = 2;

	record_start();
	if (!image_cost_works()) {
		print("wcet: runs with --icount only\n");
		return 2;
	}
	if (!strcmp(what, "states") && argc > 2) {
		scene.regions = argc > 4 ? (uint32_t)parse_size(argv[4]) : 1;
		scene.heaps = argc > 5 ? (uint32_t)parse_size(argv[5]) : 0;
		code = states(parse_size(argv[2]),
			      argc > 3 && strcmp(argv[3], "all") ? argv[3] : NULL);
	} else if (!strcmp(what, "workload") && argc > 3 &&
		   prepare(parse_size(argv[3]))) {
		code = observe_workload(argv[2]);
		record_print("seen", scene.arena);
	} else if (!strcmp(what, "trace")) {
		code = observe_trace(argc > 2 ? parse_size(argv[2]) : 0);
		record_print("seen", scene.arena);
	} else if (!strcmp(what, "fuzz") && argc > 4 && prepare(parse_size(argv[4]))) {
		fuzz((uint32_t)parse_size(argv[2]), (uint32_t)parse_size(argv[3]));
		record_print("seen", scene.arena);
		code = 0;
	} else if (!strcmp(what, "play") && argc > 2 && prepare(parse_size(argv[2]))) {
		fuzz_play();
		record_print("seen", scene.arena);
		code = 0;
	} else {
		print("usage: wcet states|workload|trace ..., see tests/wcet/main.c\n");
	}
	return code ? code : fault_count ? 1 : 0;
}
