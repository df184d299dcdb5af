/* SPDX-License-Identifier: MIT */
/*
 * An interrupt at every instruction: each call of each scenario is made again and
 * again from the same state, interrupted first at its first instruction, then at
 * its second, and so on to its end; the handler calls the allocator, too.
 *
 *	calls	 a handler with each of the actions
 *	nested	 a handler that is interrupted itself, at each instruction
 *	switched a task that does a lot before the call goes on
 *	stopped	 a task that is stopped itself, at each instruction, until the call
 *		 is over
 *
 *	--trace	 each call once, without an interrupt: tests/sweep/sweep.py looks on,
 *		 and compares what was executed with what was interrupted
 *	--long	 the whole product
 */
#include "tests/ktest.h"

#include "qemu/image/board.h"
#include "support/image.h"
#include "support/mem.h"
#include "tests/sweep/engine.h"
#include "tests/sweep/inside.h"

extern const struct ktest_suite timer_suite;

static bool whole;

#define X(name) &scenario_##name,
static const struct scenario *const scenarios[] = { SCENARIOS(X) NULL };
#undef X

static const struct scenario *scenario_of(const struct ktest *test)
{
	const struct scenario *const *s = scenarios;

	while (strcmp((*s)->name, test->name))
		s++;
	return *s;
}

/* ---------------------------------------------------------------------- report */

static void report(struct ktest *test, const struct plan *plan, const struct outcome *outcome)
{
	const struct hakmem_fault *fault = actors_fault();

	ktest_info(test, "%s at %u (pc %p), %s at %u (pc %p)", plan->first->name,
		   (unsigned int)plan->at, (void *)outcome->pc[0],
		   plan->second ? plan->second->name : plan->switches ? "back" : "nothing",
		   (unsigned int)plan->then, (void *)outcome->pc[1]);
	if (fault)
		ktest_info(test, "fault: %s, invariant %u, address %p",
			   hakmem_fault_name(fault->code), fault->invariant, fault->address);
	KTEST_FAIL(test, "%s", actors_error());
}

/* ----------------------------------------------------------------------- paths */

/*
 * The instructions of the library where a call was interrupted, in that order:
 * they depend on the state only, not on what the handlers do.
 */
struct path {
	uint32_t length, hash;
	bool prints;
	unsigned int column;
};

static void path_add(struct path *path, uintptr_t pc)
{
	uintptr_t offset = pc - (uintptr_t)__library_start;

	if (offset >= (uintptr_t)(__library_end - __library_start))
		return;
	path->length++;
	path->hash = (path->hash ^ (uint32_t)offset) * 0x01000193u;
	if (path->prints)
		print("%s%x", path->column++ % 16 ? " " : "\n    # pc ", (unsigned int)offset);
}

/* ----------------------------------------------------------------------- calls */

/* From the first to the last instruction; @path learns where. False: a failure. */
static bool sweep(struct ktest *test, struct plan *plan, struct path *path)
{
	struct outcome outcome;

	for (plan->at = 1;; plan->at++) {
		if (!engine_run(plan, &outcome)) {
			report(test, plan, &outcome);
			return false;
		}
		if (!outcome.fired)
			return true;
		path_add(path, outcome.pc[0]);
	}
}

static bool allowed(const struct scenario *s, const struct action *action)
{
	if (!inside_shared())
		return action == actions;
	/* one context at a time adds regions */
	return s->call != CALL_ADD_REGION || strcmp(action->name, "region");
}

static void sweep_calls(struct ktest *test)
{
	const struct scenario *s = scenario_of(test);
	struct path first = { .prints = true };
	uint32_t runs = engine_runs();

	for (const struct action *action = actions; action->name; action++) {
		struct plan plan = { .scenario = s, .first = action };
		struct path path = { .prints = action == actions };

		if (!allowed(s, action) || !sweep(test, &plan, &path))
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

#define X(id) { .run = sweep_calls, .name = #id },
static const struct ktest_case calls_cases[] = { SCENARIOS(X){ 0 } };
#undef X

static const struct ktest_suite calls_suite = {
	.name = "calls",
	.cases = calls_cases,
};

/* ----------------------------------------------------------------------- trace */

static int trace(void)
{
	for (const struct scenario *const *s = scenarios; *s; s++) {
		struct plan plan = { .scenario = *s, .first = actions };
		struct outcome outcome;

		if (!engine_run(&plan, &outcome)) {
			print("# %s: %s\n", (*s)->name, actors_error());
			return 1;
		}
		print("# trace %s\n", (*s)->name);
	}
	return 0;
}

int image_main(int argc, char **argv)
{
	static const struct ktest_suite *const suites[] = { &timer_suite, &calls_suite, NULL };
	int left = 1;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--long"))
			whole = true;
		else if (strcmp(argv[i], "--trace"))
			argv[left++] = argv[i];
	}
	if (argc > 1 && !strcmp(argv[1], "--trace")) {
		engine_init(false);
		return trace();
	}
	return ktest_run(suites, left, argv);
}
