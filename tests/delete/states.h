/* SPDX-License-Identifier: MIT */
/* States, and the call in each that the task is stopped in. */
#ifndef TESTS_DELETE_STATES_H
#define TESTS_DELETE_STATES_H

#include <hakmem.h>
#include <stdbool.h>
#include <stdint.h>

#define SIZE_WORK  24u /* the page that the call works on */
#define SIZE_OTHER 56u /* a class without a page */
#define SIZE_MORE  40u /* what the others allocate, too */
#define SIZE_FEW   ((size_t)CONFIG_HAKMEM_CLASS_MAX) /* of a page with few blocks */
#define SIZE_LARGE ((size_t)CONFIG_HAKMEM_CLASS_MAX + 76u) /* is cached when it is freed */
#define SIZE_LONG  (2 * SIZE_LARGE + ((size_t)CACHED_LENGTHS << CONFIG_HAKMEM_SLICE_SHIFT_MIN))

#ifdef CONFIG_HAKMEM_RUN_CACHE
#define CACHED_LENGTHS CONFIG_HAKMEM_CACHED_LENGTHS
#else
#define CACHED_LENGTHS 0u
#endif

/**
 * struct state - what the task does.
 * @build: brings the state about: first the task,
 * @prepare: then the program, or NULL,
 * @ready: then the task again, or NULL.
 * @call: the call. The task is stopped somewhere in it.
 * @undo: what @prepare did that would be in the way; the program; or NULL.
 * @in_hand: blocks that nobody knows of, if the task is stopped: at most.
 */
struct state {
	const char *name;
	void (*build)(void);
	void (*prepare)(void);
	void (*ready)(void);
	void (*call)(void);
	void (*undo)(void);
	unsigned int in_hand;
};

extern const struct state states[]; /* ends with an empty one */

/** states_fail() - something is wrong; the first @what of a run is kept. */
void states_fail(const char *what);

/** states_error() - what is wrong, or NULL. */
const char *states_error(void);

/** state_start() - the default instance afresh, nobody has anything. */
void state_start(void);

/**
 * state_others() - the program allocates and frees, of all sizes, also into the page
 * that the call works on.
 */
void state_others(void);

/** state_finish() - all that anybody knows of is as it was left; it is freed. */
void state_finish(void);

#endif /* TESTS_DELETE_STATES_H */
