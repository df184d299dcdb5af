/* SPDX-License-Identifier: MIT */
/* What the suites share. Their cases have the names of scenarios. */
#ifndef TESTS_SWEEP_SWEEP_H
#define TESTS_SWEEP_SWEEP_H

#include "tests/ktest.h"
#include "tests/sweep/engine.h"

/* The long run is wanted, with so many pairs of two interrupts: --long. */
extern bool sweep_whole;
extern uint32_t sweep_pairs;
void sweep_all(uint32_t pairs);

/* All scenarios; ends with NULL. */
extern const struct scenario *const sweep_scenarios[];

extern const struct ktest_suite timer_suite, calls_suite, switched_suite, nested_suite,
	stopped_suite, conflicts_suite, delays_suite, nested_long_suite, stopped_long_suite;

/** sweep_scenario() - the scenario that has the name of the case. */
const struct scenario *sweep_scenario(const struct ktest *test);

/** sweep_allows() - may the action come in the middle of the scenario's call? */
bool sweep_allows(const struct scenario *scenario, const struct action *action);

/** sweep_switches() - may another task come there? */
bool sweep_switches(const struct scenario *scenario);

/** sweep_report() - the run has failed: say how. */
void sweep_report(struct ktest *test, const struct plan *plan, const struct outcome *outcome);

#endif /* TESTS_SWEEP_SWEEP_H */
