/* SPDX-License-Identifier: MIT */
/* A call that is interrupted, once, at each of its instructions. */
#include "qemu/image/board.h"
#include "tests/sweep/sweep.h"

/*
 * The instructions of the library where a call was interrupted, in that order:
 * they depend on the state only, not on what the handlers do.
 */
struct path {
	uint32_t length, hash;
	bool prints;
};

static void path_add(struct path *path, uintptr_t pc)
{
	uintptr_t offset = pc - (uintptr_t)__library_start;

	if (offset >= (uintptr_t)(__library_end - __library_start))
		return;
	if (path->prints)
		print("%s%x", path->length % 16 ? " " : "\n    # pc ", (unsigned int)offset);
	path->hash = (path->hash ^ (uint32_t)offset) * 0x01000193u;
	path->length++;
}

/* From the first to the last instruction; @path learns where. False: a failure. */
static bool sweep(struct ktest *test, struct plan *plan, struct path *path)
{
	struct outcome outcome;

	for (plan->at = 1;; plan->at++) {
		if (!engine_run(plan, &outcome)) {
			sweep_report(test, plan, &outcome);
			return false;
		}
		if (!outcome.fired)
			return true;
		path_add(path, outcome.pc[0]);
	}
}

/*
 * Each action in turn. sweep.py looks at the path of the first one, and for the
 * others it is enough that theirs are the same.
 */
static void calls(struct ktest *test)
{
	const struct scenario *s = sweep_scenario(test);
	uint32_t runs = engine_runs();
	struct path first = { 0 };

	for (const struct action *action = actions; action->name; action++) {
		struct plan plan = { .scenario = s, .first = action };
		struct path path = { .prints = action == actions };

		if (!sweep_allows(s, action) || !sweep(test, &plan, &path))
			continue;
		if (action == actions) {
			first = path;
			print("\n");
		}
		KTEST_EXPECT_EQ(test, path.length, first.length);
		KTEST_EXPECT_EQ(test, path.hash, first.hash);
	}
	ktest_info(test, "%u instructions, %u runs", (unsigned int)first.length,
		   (unsigned int)(engine_runs() - runs));
}

#define X(id) { .run = calls, .name = #id },
static const struct ktest_case calls_cases[] = { SCENARIOS(X){ 0 } };
#undef X

const struct ktest_suite calls_suite = {
	.name = "calls",
	.cases = calls_cases,
};

/* Another task does a lot before the call goes on. */
static void switched(struct ktest *test)
{
	struct plan plan = {
		.scenario = sweep_scenario(test),
		.first = action_find("work"),
		.switches = true,
	};
	struct path path = { 0 };

	if (!sweep_allows(plan.scenario, plan.first))
		KTEST_SKIP(test, "one context at a time");
	if (sweep(test, &plan, &path))
		ktest_info(test, "%u instructions", (unsigned int)path.length);
}

#define X(id) { .run = switched, .name = #id },
static const struct ktest_case switched_cases[] = { SCENARIOS(X){ 0 } };
#undef X

const struct ktest_suite switched_suite = {
	.name = "switched",
	.cases = switched_cases,
};
