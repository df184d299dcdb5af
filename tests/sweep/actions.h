/* SPDX-License-Identifier: MIT */
/* What those do who come in between. */
#ifndef TESTS_SWEEP_ACTIONS_H
#define TESTS_SWEEP_ACTIONS_H

#include "tests/sweep/actors.h"

/**
 * struct action - something that an actor does.
 * @takes: it leaves less memory than it found.
 * @exhausts: it leaves none.
 * @named: it is about actors_heap.
 */
struct action {
	const char *name;
	void (*run)(struct actor *actor);
	bool takes;
	bool exhausts;
	bool named;
};

/* Ends with a NULL name; the first does nothing. */
extern const struct action actions[];

/* All kinds of calls; ends likewise. */
extern const struct action task_actions[];

/** action_find() - the action of that name. */
const struct action *action_find(const char *name);

#endif /* TESTS_SWEEP_ACTIONS_H */
