/* SPDX-License-Identifier: MIT */
/* States that are built on purpose, each with the call that takes its path. */
#ifndef TESTS_SWEEP_SCENARIOS_H
#define TESTS_SWEEP_SCENARIOS_H

#include "tests/sweep/actors.h"

enum call {
	CALL_MALLOC,
	CALL_FREE,
	CALL_REALLOC,
	CALL_ALIGNED,
	CALL_COLLECT,
	CALL_ADD_REGION,
};

/* How much memory there is. */
enum supply {
	PLENTY,	 /* nobody may be refused */
	ENOUGH,	 /* for the call, if nobody takes it away */
	SCARCE,	 /* anybody may be refused */
	DROUGHT, /* the call is refused, if nobody gives anything back */
};

/**
 * struct scenario - a state and a call.
 * @build: brings the state about; MAIN, FIRST and SECOND hold what base() gave them.
 * @call: what MAIN calls then.
 * @slot: with or for which block.
 * @size: its argument.
 * @alignment: likewise.
 * @after: undoes what @build pretended, before anything is checked.
 */
struct scenario {
	const char *name;
	void (*build)(struct actor *main);
	enum call call;
	enum slot slot;
	size_t size, alignment;
	void (*after)(void);
	enum supply supply;
};

/* clang-format off */
/* Short paths: two interrupts are tried, too. */
#define QUICK_SCENARIOS(X)                                                      \
	X(malloc_hit) X(malloc_swap) X(malloc_drain) X(malloc_direct)           \
	X(malloc_spare) X(free_hit) X(free_full) X(free_lone) X(free_remote)    \
	X(free_queued) X(free_drain) X(free_unlinked)

#define SCENARIOS(X)                                                            \
	QUICK_SCENARIOS(X) X(malloc_carve) X(malloc_new) X(malloc_next)         \
	X(malloc_large) X(malloc_reclaim) X(malloc_refused) X(malloc_spare_new) \
	X(malloc_spare_last) X(malloc_run) X(free_retire) X(free_large)         \
	X(free_aligned) X(free_single) X(realloc_same) X(realloc_up) X(realloc_down)            \
	X(realloc_run_up) X(realloc_run_down) X(realloc_refused)                \
	X(realloc_remote) X(aligned_block) X(aligned_run) X(aligned_spare)      \
	X(collect) X(add_region)
/* clang-format on */

#define X(id) extern const struct scenario scenario_##id;
SCENARIOS(X)
#undef X

/** scenario_base() - what all states begin with; @second: SECOND will act, too. */
void scenario_base(bool second);

#endif /* TESTS_SWEEP_SCENARIOS_H */
