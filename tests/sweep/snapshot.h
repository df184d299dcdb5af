/* SPDX-License-Identifier: MIT */
/*
 * The whole state of a run: to build each state once, and to look at each outcome once.
 * Needs memory of its own; a board that has none left builds and looks each time.
 */
#ifndef TESTS_SWEEP_SNAPSHOT_H
#define TESTS_SWEEP_SNAPSHOT_H

#include <stdbool.h>

#include "tests/sweep/scenarios.h"

/**
 * snapshot_restore() - the state that was saved last is that of @scenario and @second:
 * make it so again. Return: false: it is to be built.
 */
bool snapshot_restore(const struct scenario *scenario, bool second);

/** snapshot_save() - this is that state. */
void snapshot_save(const struct scenario *scenario, bool second);

/** snapshot_use() - where no memory is left, note what is known in @size bytes at @p. */
void snapshot_use(void *p, size_t size);

/**
 * snapshot_known() - was the state, as it is, seen before? By a hash of 32 bits: one
 * state in 2^32 or so is taken for another one.
 */
bool snapshot_known(void);

#endif /* TESTS_SWEEP_SNAPSHOT_H */
