/* SPDX-License-Identifier: MIT */
/* The dearest call of each path. */
#ifndef WCET_RECORD_H
#define WCET_RECORD_H

#include "paths.h"

/**
 * struct record - of one path.
 * @calls: how many there were.
 * @most: instructions of the dearest one.
 * @state, @variant: where that was.
 */
struct record {
	uint32_t calls;
	uint32_t most;
	const char *state;
	uint32_t variant;
};

extern struct record records[NR_PATHS];

/** record_start() - forget all. */
void record_start(void);

/** record_where() - what follows belongs to @variant of @state; 0 comes first. */
void record_where(const char *state, uint32_t variant);

/** record_forget_here() - what record_here() tells begins anew. */
void record_forget_here(void);

/** record_here() - the dearest call of @path in the state that goes on. */
const struct record *record_here(enum path path);

/** record_call() - a call more. */
void record_call(enum path path, uint32_t cost);

/** record_print() - a line for each path that was seen. @kind: its first word. */
void record_print(const char *kind, size_t arena);

#endif /* WCET_RECORD_H */
