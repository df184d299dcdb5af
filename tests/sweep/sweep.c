/* SPDX-License-Identifier: MIT */
#include "tests/sweep/sweep.h"

#include "support/mem.h"
#include "tests/sweep/inside.h"

bool sweep_whole;
uint32_t sweep_pairs;

#define X(id) &scenario_##id,
const struct scenario *const sweep_scenarios[] = { SCENARIOS(X) NULL };
#undef X

const struct scenario *sweep_scenario(const struct ktest *test)
{
	const struct scenario *const *s = sweep_scenarios;

	while (strcmp((*s)->name, test->name))
		s++;
	return *s;
}

bool sweep_allows(const struct scenario *scenario, const struct action *action)
{
	if (action->named && !scenario->named)
		return false;
	return inside_shared() || action == actions;
}

bool sweep_switches(const struct scenario *scenario)
{
	return inside_shared() && !(scenario->inside && inside_is_interrupt());
}

void sweep_report(struct ktest *test, const struct plan *plan, const struct outcome *outcome)
{
	const struct hakmem_fault *fault = actors_fault();

	ktest_info(test, "%s at %u (pc %p), %s at %u (pc %p)", plan->first->name,
		   (unsigned int)plan->at, (void *)outcome->pc[0], plan_second(plan),
		   (unsigned int)plan->then, (void *)outcome->pc[1]);
	if (fault)
		ktest_info(test, "fault: %s, invariant %u, address %p",
			   hakmem_fault_name(fault->code), fault->invariant, fault->address);
	KTEST_FAIL(test, "%s", actors_error());
}
