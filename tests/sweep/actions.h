/* SPDX-License-Identifier: MIT */
/* What those do who come in between. */
#ifndef TESTS_SWEEP_ACTIONS_H
#define TESTS_SWEEP_ACTIONS_H

#include "tests/sweep/actors.h"

/**
 * struct action - something that an actor does.
 * @takes: it leaves less memory than it found.
 * @exhausts: it leaves none.
 */
struct action {
	const char *name;
	void (*run)(struct actor *actor);
	bool takes;
	bool exhausts;
};

/* Ends with a NULL name; the first does nothing. */
extern const struct action actions[];

/* All kinds of calls. */
extern const struct action action_work;

/** action_find() - the action of that name. */
const struct action *action_find(const char *name);

#endif /* TESTS_SWEEP_ACTIONS_H */
