/* SPDX-License-Identifier: MIT */
/* A call that is interrupted, once, at each of its instructions. */
#include "qemu/image/board.h"
#include "support/mem.h"
#include "tests/sweep/inside.h"
#include "tests/sweep/meeting.h"
#include "tests/sweep/snapshot.h"
#include "tests/sweep/sweep.h"

#define MAX_LENGTH 4096u  /* instructions of a call */
#ifdef __riscv
#define MAX_CODE   20480u /* bytes of the library */
#else
#define MAX_CODE   19776u /* the microbit has no memory for more */
#endif

/*
 * The instructions of the library where a call was interrupted, in that order:
 * they depend on the state only, not on what the handlers do.
 */
struct path {
	uint32_t length, hash;
};

/* Of the instructions that are executed again and again, most are left out. */
static uint8_t again[MAX_LENGTH / 8]; /* the n-th one was seen before */
static _Alignas(uint32_t) uint8_t seen[MAX_CODE / 2 / 8];

void sweep_all(uint32_t pairs)
{
	sweep_whole = true;
	sweep_pairs = pairs;
	snapshot_use(seen, sizeof(seen));
}

static bool bit_test(const uint8_t *map, uint32_t bit)
{
	return map[bit / 8] >> (bit % 8) & 1;
}

static void bit_set(uint8_t *map, uint32_t bit)
{
	map[bit / 8] |= (uint8_t)(1u << (bit % 8));
}

static bool is_left_out(uint32_t n)
{
	return !sweep_whole && n % 4 && bit_test(again, n);
}

/* An instruction of the library? */
static bool library_offset(uintptr_t pc, uint32_t *offset)
{
	*offset = (uint32_t)(pc - (uintptr_t)__library_start);
	return *offset < (uintptr_t)(__library_end - __library_start);
}

static void path_add(struct path *path, uint32_t n, uintptr_t pc)
{
	uint32_t offset;

	if (!library_offset(pc, &offset) || is_left_out(n))
		return;
	path->hash = (path->hash ^ offset) * 0x01000193u;
	path->length++;
}

/* Whatever is not left out need not be noted. */
static void note(uint32_t n, uint32_t offset)
{
	if (sweep_whole)
		return;
	if (bit_test(seen, offset / 2))
		bit_set(again, n);
	bit_set(seen, offset / 2);
}

/*
 * The first time: each instruction, printed for sweep.py; @path learns what sweep()
 * comes to. False: a failure.
 */
static bool learn(struct ktest *test, struct plan *plan, uint32_t *length, struct path *path)
{
	struct outcome outcome = { 0 };
	uint32_t offset;

	if (!KTEST_EXPECT_LE(test, (size_t)(__library_end - __library_start), MAX_CODE))
		return false;
	if (!sweep_whole) {
		memset(seen, 0, sizeof(seen));
		memset(again, 0, sizeof(again));
	}
	*length = 0;
	*path = (struct path){ 0 };
	for (plan->at = 1;; plan->at++) {
		if (plan->at == MAX_LENGTH || !engine_run(plan, &outcome)) {
			print("\n");
			sweep_report(test, plan, &outcome);
			return false;
		}
		if (!outcome.fired)
			break;
		if (!library_offset(outcome.pc[0], &offset))
			continue;
		note(plan->at, offset);
		path_add(path, plan->at, outcome.pc[0]);
		print("%s%x", (*length)++ % 16 ? " " : "\n    # pc ", (unsigned int)offset);
	}
	print("\n");
	return KTEST_EXPECT_GT(test, *length, 0u);
}

/* From the first to the last instruction; @path learns where. False: a failure. */
static bool sweep(struct ktest *test, struct plan *plan, struct path *path)
{
	struct outcome outcome;

	*path = (struct path){ 0 };
	for (plan->at = 1;; plan->at++) {
		if (is_left_out(plan->at))
			continue;
		if (!engine_run(plan, &outcome)) {
			sweep_report(test, plan, &outcome);
			return false;
		}
		if (!outcome.fired)
			return true;
		path_add(path, plan->at, outcome.pc[0]);
	}
}

static void tell_met(struct ktest *test, const struct plan *plan, const struct path *path,
		     const struct path *first)
{
	ktest_info(test, "action %s met %u of %u", plan->first->name,
		   (unsigned int)path->length, (unsigned int)first->length);
}

/* With another action the path is the same as @first. False: a failure. */
static bool sweep_again(struct ktest *test, struct plan *plan, const struct path *first)
{
	struct path path;

	if (!sweep(test, plan, &path))
		return false;
	KTEST_EXPECT_EQ(test, path.length, first->length);
	KTEST_EXPECT_EQ(test, path.hash, first->hash);
	tell_met(test, plan, &path, first);
	return true;
}

/* What the state was built for has happened, in one run at least. */
static void expect_met(struct ktest *test, const struct scenario *s)
{
	if (inside_shared())
		KTEST_EXPECT_EQ(test, meeting_seen() & s->meets, s->meets);
}

/*
 * Each action in turn. sweep.py looks at the path of the first one, and for the
 * others it is enough that theirs are the same.
 */
static void calls(struct ktest *test)
{
	struct plan plan = { .scenario = sweep_scenario(test), .first = actions };
	uint32_t runs = engine_runs(), length;
	unsigned int done = 0;
	struct path first;

	meeting_forget();
	if (!learn(test, &plan, &length, &first))
		return;
	for (plan.first = actions + 1; plan.first->name; plan.first++) {
		if (sweep_allows(plan.scenario, plan.first) &&
		    sweep_again(test, &plan, &first))
			done++;
	}
	expect_met(test, plan.scenario);
	ktest_info(test, "%u instructions, %u actions, %u runs", (unsigned int)length, done,
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
		.first = task_actions,
		.switches = true,
	};
	uint32_t length = 0;
	struct path first;

	if (!sweep_switches(plan.scenario))
		KTEST_SKIP(test, "no task comes in between");
	if (!learn(test, &plan, &length, &first))
		return;
	tell_met(test, &plan, &first, &first);
	for (plan.first++; plan.first->name; plan.first++)
		sweep_again(test, &plan, &first);
	ktest_info(test, "%u instructions", (unsigned int)length);
}

#define X(id) { .run = switched, .name = #id },
static const struct ktest_case switched_cases[] = { SCENARIOS(X){ 0 } };
#undef X

const struct ktest_suite switched_suite = {
	.name = "switched",
	.cases = switched_cases,
};
