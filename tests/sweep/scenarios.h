/* SPDX-License-Identifier: MIT */
/* States that are built on purpose, each with the call that takes its path. */
#ifndef TESTS_SWEEP_SCENARIOS_H
#define TESTS_SWEEP_SCENARIOS_H

#include "tests/sweep/actors.h"

enum call {
	CALL_MALLOC,
	CALL_CALLOC,
	CALL_FREE,
	CALL_FREE_SIZED,
	CALL_REALLOC,
	CALL_ALIGNED,
	CALL_COLLECT,
	CALL_ADD_REGION,
	CALL_HEAP_CREATE,
	CALL_HEAP_MALLOC,
	CALL_HEAP_DESTROY,
};

/* How much memory there is. */
enum supply {
	PLENTY,	 /* nobody may be refused */
	ENOUGH,	 /* for the call, if nobody takes it away */
	SCARCE,	 /* anybody may be refused */
	DROUGHT, /* the call is refused, if nobody gives anything back */
};

/* Where the block is that realloc gives, if nobody comes in between. */
enum place {
	ANYWHERE,
	STAYS,
	MOVES,
};

/**
 * struct scenario - a state and a call.
 * @build: brings the state about; MAIN, FIRST and SECOND hold what base() gave them.
 * @call: what MAIN calls then.
 * @slot: with or for which block.
 * @size: its argument.
 * @alignment: likewise.
 * @after: undoes what @build pretended, before anything is checked.
 * @inside: @build pretends that the call is made while somebody is inside of the heap;
 * in the thread model, by an interrupt.
 * @named: there is a heap that all share, actors_heap.
 * @place: for realloc: which path is taken.
 * @meets: what some of the interrupts have to bring about: enum meeting.
 */
struct scenario {
	const char *name;
	void (*build)(struct actor *main);
	enum call call;
	enum slot slot;
	size_t size, alignment;
	void (*after)(void);
	enum supply supply;
	bool inside, named;
	enum place place;
	unsigned int meets;
};

/* clang-format off */
#ifdef CONFIG_HAKMEM_PAGES

/* Short paths: two interrupts are tried, too. */
#define QUICK_SCENARIOS(X)                                                      \
	X(malloc_hit) X(malloc_swap) X(malloc_drain) X(malloc_direct)           \
	X(malloc_spare) X(free_hit) X(free_full) X(free_lone) X(free_remote)    \
	X(free_queued) X(free_drain) X(free_unlinked) X(calloc_hit)             \
	X(free_sized) X(heap_create) X(heap_malloc) X(heap_malloc_entered)      \
	X(heap_destroy)

#define SCENARIOS(X)                                                            \
	QUICK_SCENARIOS(X) X(malloc_carve) X(malloc_new) X(malloc_next)         \
	X(malloc_large) X(malloc_reclaim) X(malloc_refused) X(malloc_spare_new) \
	X(malloc_spare_last) X(malloc_run) X(malloc_cached) X(malloc_empties)  \
	X(free_retire) X(free_large) X(free_cached)                             \
	X(free_aligned) X(free_single) X(realloc_same) X(realloc_up) X(realloc_down)            \
	X(realloc_run_up) X(realloc_run_down) X(realloc_refused)                \
	X(realloc_remote) X(aligned_block) X(aligned_run) X(aligned_spare)      \
	X(collect) X(add_region) X(calloc_run) X(free_sized_run)                \
	X(free_sized_remote) X(heap_malloc_new) X(heap_malloc_next)             \
	X(heap_malloc_drain) X(heap_malloc_large) X(heap_free) X(heap_free_full) \
	X(heap_free_large) X(heap_free_remote) X(heap_destroy_entered)          \
	X(heap_destroy_sweep)

#else

#define QUICK_SCENARIOS(X)                                                      \
	X(malloc_one) X(malloc_run) X(malloc_last) X(malloc_last_one)           \
	X(malloc_words) X(free_one) X(free_run) X(free_words) X(free_sized)     \
	X(calloc_run) X(calloc_used) X(realloc_same) X(realloc_up)              \
	X(realloc_up_one) X(realloc_down_one) X(realloc_words)                  \
	X(aligned_slice) X(aligned_one) X(aligned_words) CACHE_SCENARIOS(X)     \
	QUICK_INDEX_SCENARIOS(X)

#ifdef CONFIG_HAKMEM_RUN_CACHE
#define CACHE_SCENARIOS(X)                                                      \
	X(malloc_cached) X(malloc_cached_one) X(malloc_longer) X(malloc_ebb)    \
	X(free_cached) X(free_cached_one) X(free_shorter) X(free_long)          \
	X(realloc_beside) X(calloc_cached) X(collect)
#else
#define CACHE_SCENARIOS(X)
#endif

#ifdef CONFIG_HAKMEM_RUN_INDEX
#define QUICK_INDEX_SCENARIOS(X)                                                \
	X(malloc_moves) X(malloc_whole) X(malloc_of_whole) X(free_merges)       \
	X(free_to_whole) X(free_into_used)
#define INDEX_SCENARIOS(X)                                                      \
	X(malloc_last_whole) X(words_behind) X(words_before) X(words_more)      \
	X(words_only) X(free_words_only) X(free_only) X(refused_longer)         \
	X(refused_words) X(missed_row) X(overstated) X(overstated_words)
#else
#define QUICK_INDEX_SCENARIOS(X)
#define INDEX_SCENARIOS(X)
#endif

#define SCENARIOS(X)                                                            \
	QUICK_SCENARIOS(X) X(malloc_empties) X(malloc_hole) X(malloc_missed)    \
	X(malloc_refused) X(realloc_move) X(realloc_down) X(realloc_aligned)    \
	X(realloc_refused) X(aligned_run) X(add_region) INDEX_SCENARIOS(X)

#endif
/* clang-format on */

#define X(id) extern const struct scenario scenario_##id;
SCENARIOS(X)
#undef X

/** scenario_base() - what all states begin with; @second: SECOND will act, too. */
void scenario_base(bool second);

#endif /* TESTS_SWEEP_SCENARIOS_H */
