/* SPDX-License-Identifier: MIT */
/*
 * Two interrupts: pairs of an instruction of the call and one of what came in
 * between, which is a handler that is interrupted itself, or a task that is stopped
 * until the call is over. Every pair in the whole product; else some actions, short
 * paths, and one pair in STEP: each instruction still meets one in STEP of the
 * others, and its neighbour meets the next ones.
 */
#include "support/mem.h"
#include "tests/sweep/sweep.h"

#define STEP 11u

static bool sweep_pairs(struct ktest *test, struct plan *plan)
{
	uint32_t step = sweep_whole ? 1 : STEP;
	struct outcome outcome;

	for (plan->at = 1;; plan->at++)
		for (plan->then = 1 + plan->at % step;; plan->then += step) {
			if (!engine_run(plan, &outcome)) {
				sweep_report(test, plan, &outcome);
				return false;
			}
			if (!outcome.fired)
				return true;
			if (outcome.fired == 1)
				break;
		}
}

static const char *const quick_actions[] = { "same", "give", "pop_pop_push_push", "empty" };

#define NR_QUICK (sizeof(quick_actions) / sizeof(quick_actions[0]))

static bool is_wanted(const struct action *action)
{
	for (unsigned int i = 0; i < NR_QUICK; i++)
		if (!strcmp(quick_actions[i], action->name))
			return true;
	return sweep_whole && action != actions;
}

static void sweep_products(struct ktest *test, bool switches)
{
	const struct scenario *s = sweep_scenario(test);
	uint32_t runs = engine_runs();
	unsigned int turn = 0;

	for (const struct action *first = actions; first->name; first++) {
		struct plan plan = { .scenario = s, .first = first, .switches = switches };

		if (!is_wanted(first) || !sweep_allows(s, first))
			continue;
		if (!switches)
			plan.second = action_find(quick_actions[turn++ % NR_QUICK]);
		sweep_pairs(test, &plan);
	}
	ktest_info(test, "%u runs", (unsigned int)(engine_runs() - runs));
}

static void nested(struct ktest *test)
{
	sweep_products(test, false);
}

static void stopped(struct ktest *test)
{
	sweep_products(test, true);
}

#define X(id) { .run = nested, .name = #id },
static const struct ktest_case nested_cases[] = { QUICK_SCENARIOS(X){ 0 } };
#undef X

const struct ktest_suite nested_suite = {
	.name = "nested",
	.cases = nested_cases,
};

#define X(id) { .run = stopped, .name = #id },
static const struct ktest_case stopped_cases[] = { QUICK_SCENARIOS(X){ 0 } };
#undef X

const struct ktest_suite stopped_suite = {
	.name = "stopped",
	.cases = stopped_cases,
};
