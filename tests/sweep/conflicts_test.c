/* SPDX-License-Identifier: MIT */
/*
 * What a conflict leads to is interrupted, too: where an action first makes the call meet
 * something (meeting.h), a second handler comes at the instructions that follow, in the
 * long run at each of them.
 */
#include "kernel/compiler.h"
#include "tests/sweep/inside.h"
#include "tests/sweep/meeting.h"
#include "tests/sweep/sweep.h"

/*
 * In the short run: instructions from one second interrupt to the next. With the run index
 * there are more kinds of conflicts in longer calls.
 */
#define APART (IS_ENABLED(CONFIG_HAKMEM_RUN_INDEX) ? 11u : 4u)

/* What the plan, with one interrupt, brings about of what the scenario is for. */
static unsigned int meets(struct plan *plan, struct outcome *outcome)
{
	plan->then = 0;
	meeting_forget();
	(void)engine_run(plan, outcome);
	return meeting_seen() & plan->scenario->meets;
}

/* False: a failure. */
static bool sweep_rest(struct ktest *test, struct plan *plan, uint32_t *pairs)
{
	uint32_t step = sweep_whole ? 1 : APART;
	struct outcome outcome;

	for (plan->then = 1 + *pairs % step;; plan->then += step) {
		if (!engine_run(plan, &outcome)) {
			sweep_report(test, plan, &outcome);
			return false;
		}
		if (outcome.fired < 2)
			return true;
		++*pairs;
	}
}

/* Where the action first leads to each kind of conflict. False: a failure. */
static bool sweep_conflicts(struct ktest *test, struct plan *plan, uint32_t *pairs)
{
	struct outcome outcome;
	unsigned int met, known = 0;

	for (plan->at = 1;; plan->at++) {
		met = meets(plan, &outcome);
		if (actors_error()) {
			sweep_report(test, plan, &outcome);
			return false;
		}
		if (!outcome.fired)
			return true;
		if (met & ~known && !sweep_rest(test, plan, pairs))
			return false;
		known |= met;
	}
}

static const char *const seconds[] = { "same", "pop_pop_push_push", "give_all" };

#define NR_SECONDS (sizeof(seconds) / sizeof(seconds[0]))

static void conflicts(struct ktest *test)
{
	const struct scenario *s = sweep_scenario(test);
	uint32_t pairs = 0;
	unsigned int turn = 0;

	if (!s->meets || !inside_shared())
		KTEST_SKIP(test, "no conflict is built");
	for (const struct action *first = actions; first->name; first++) {
		struct plan plan = { .scenario = s, .first = first, .again = true };

		plan.second = action_find(seconds[turn++ % NR_SECONDS]);
		if (sweep_allows(s, first) && !sweep_conflicts(test, &plan, &pairs))
			return;
	}
	KTEST_EXPECT_GT(test, pairs, 0u);
	ktest_info(test, "%u pairs", (unsigned int)pairs);
}

#define X(id) { .run = conflicts, .name = #id },
static const struct ktest_case conflicts_cases[] = { SCENARIOS(X){ 0 } };
#undef X

const struct ktest_suite conflicts_suite = { .name = "conflicts", .cases = conflicts_cases };
