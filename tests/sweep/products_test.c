/* SPDX-License-Identifier: MIT */
/*
 * Two interrupts: pairs of an instruction of the call and one of what came in
 * between, which is a handler that is interrupted itself, or a task that is stopped
 * until the call is over.
 *
 * Of the pairs of a state and an action one in so many is tried, so that it is some
 * FEW: each instruction meets every so many-th of the others, and its neighbour meets
 * the next ones. That for short paths and a few actions; in the long run for all
 * paths and actions, with some sweep_pairs of each.
 */
#include "support/mem.h"
#include "tests/sweep/sweep.h"

#define FEW 200u

/* The last @n, a field of the plan, at which that many interrupts still come. */
static uint32_t last(struct plan *plan, uint32_t *n, unsigned int interrupts)
{
	uint32_t step = 65536;
	struct outcome outcome;

	for (*n = 0; step; step /= 2) {
		*n += step;
		(void)engine_run(plan, &outcome);
		if (outcome.fired < interrupts)
			*n -= step;
	}
	return *n;
}

/* One pair in how many, so that it is about that many? */
static uint32_t step_for(struct plan *plan, uint32_t pairs)
{
	uint32_t length = last(plan, &plan->at, 1), inner;

	plan->at = 1;
	inner = last(plan, &plan->then, 2);
	return length * inner / (pairs + 1) + 1;
}

static bool sweep_each_pair(struct ktest *test, struct plan *plan, uint32_t step)
{
	struct outcome outcome;
	uint32_t pairs = 0;

	for (plan->at = 1;; plan->at++)
		for (plan->then = 1 + plan->at % step;; plan->then += step) {
			if (!engine_run(plan, &outcome)) {
				sweep_report(test, plan, &outcome);
				return false;
			}
			if (!outcome.fired)
				return KTEST_EXPECT_GT(test, pairs, 0u);
			if (outcome.fired == 1)
				break;
			pairs++;
		}
}

static const char *const quick_actions[] = { "same", "give", "pop_pop_push_push", "empty" };

#define NR_QUICK (sizeof(quick_actions) / sizeof(quick_actions[0]))

static bool is_about_heaps(const struct scenario *s)
{
	return s->named || s->call == CALL_HEAP_CREATE || s->call == CALL_HEAP_DESTROY;
}

static bool is_wanted(const struct scenario *s, const struct action *action)
{
	if (is_about_heaps(s) && !strcmp(action->name, "heap"))
		return true;
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

		if (!is_wanted(s, first) || !sweep_allows(s, first))
			continue;
		if (!switches)
			plan.second = action_find(quick_actions[turn++ % NR_QUICK]);
		sweep_each_pair(test, &plan, step_for(&plan, sweep_whole ? sweep_pairs : FEW));
	}
	ktest_info(test, "%u runs", (unsigned int)(engine_runs() - runs));
}

static void nested(struct ktest *test)
{
	sweep_products(test, false);
}

static void stopped(struct ktest *test)
{
	if (!sweep_switches(sweep_scenario(test)))
		KTEST_SKIP(test, "no task comes in between");
	sweep_products(test, true);
}

#define X(id) { .run = nested, .name = #id },
static const struct ktest_case nested_cases[] = { QUICK_SCENARIOS(X){ 0 } };
static const struct ktest_case nested_long_cases[] = { SCENARIOS(X){ 0 } };
#undef X

#define X(id) { .run = stopped, .name = #id },
static const struct ktest_case stopped_cases[] = { QUICK_SCENARIOS(X){ 0 } };
static const struct ktest_case stopped_long_cases[] = { SCENARIOS(X){ 0 } };
#undef X

const struct ktest_suite nested_suite = { .name = "nested", .cases = nested_cases };
const struct ktest_suite stopped_suite = { .name = "stopped", .cases = stopped_cases };
const struct ktest_suite nested_long_suite = { .name = "nested", .cases = nested_long_cases };
const struct ktest_suite stopped_long_suite = { .name = "stopped", .cases = stopped_long_cases };
