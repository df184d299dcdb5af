/* SPDX-License-Identifier: MIT */
/*
 * What an interrupt costs the call that it comes into, beyond its own instructions: what was
 * looked up has to be looked up again, what was listed has to be mended. A second interrupt,
 * some instructions after the first one, tells whether the call is over by then.
 */
#include "kernel/compiler.h"
#include "tests/sweep/delay_bounds.h"
#include "tests/sweep/inside.h"
#include "tests/sweep/sweep.h"

#define MOST 65536u

enum kind {
	MALLOC,
	MALLOC_RUN, /* above the largest class; without pages, of more than a word's slices */
	FREE,
	REALLOC,
	ALIGNED,
	REST,
};

static const char *const kinds[] = { "malloc", "malloc_run", "free", "realloc", "aligned", "rest" };

#define B(kind, ...) [kind] = { __VA_ARGS__ },
static const uint16_t bounds[REST + 1][4] = { DELAY_BOUNDS(B) };
#undef B

#if defined(__riscv)
#define CORE 3
#elif defined(__ARM_ARCH_8M_MAIN__)
#define CORE 2
#elif defined(__ARM_ARCH_6M__)
#define CORE 1
#else
#define CORE 0
#endif

/* The most up to now, and what it was. */
struct delay {
	uint32_t instructions, at;
	const char *action;
};

static bool is_run(size_t size)
{
	size_t word = 8u * __SIZEOF_LONG__ << CONFIG_HAKMEM_SLICE_SHIFT_MIN;

	return size > (IS_ENABLED(CONFIG_HAKMEM_PAGES) ? CONFIG_HAKMEM_CLASS_MAX : word);
}

static enum kind kind_of(const struct scenario *s)
{
	switch (s->call) {
	case CALL_MALLOC:
	case CALL_CALLOC:
	case CALL_HEAP_MALLOC:
		return is_run(s->size) ? MALLOC_RUN : MALLOC;
	case CALL_FREE:
	case CALL_FREE_SIZED:
		return FREE;
	case CALL_REALLOC:
		return REALLOC;
	case CALL_ALIGNED:
		return ALIGNED;
	default:
		return REST;
	}
}

/* Is the call over, @then instructions after the handler? False: a failure. */
static bool is_over(struct ktest *test, struct plan *plan, uint32_t then, bool *over)
{
	struct outcome outcome;

	plan->then = then;
	if (!engine_run(plan, &outcome)) {
		sweep_report(test, plan, &outcome);
		return false;
	}
	*over = outcome.fired < 2;
	return true;
}

/* After how many it is: more than *@then. */
static bool find_end(struct ktest *test, struct plan *plan, uint32_t *then)
{
	uint32_t low = *then, high = MOST;
	bool over;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (!is_over(test, plan, middle, &over))
			return false;
		if (over)
			high = middle;
		else
			low = middle;
	}
	*then = high;
	return true;
}

/* The action at each instruction. @alone: after how many the call is over without any. */
static bool delay(struct ktest *test, struct plan *plan, uint32_t alone, struct delay *most)
{
	uint32_t step = sweep_whole ? 1 : 3;
	bool over;

	for (plan->at = 1; plan->at < alone; plan->at += step) {
		uint32_t left = alone - plan->at, then = left + most->instructions;

		if (!is_over(test, plan, then, &over))
			return false;
		if (over)
			continue;
		if (!find_end(test, plan, &then))
			return false;
		*most = (struct delay){ then - left, plan->at, plan->first->name };
	}
	return true;
}

static void delays(struct ktest *test)
{
	struct plan plan = { .scenario = sweep_scenario(test), .first = actions,
			     .second = actions, .at = 1, .again = true };
	enum kind kind = kind_of(plan.scenario);
	struct delay most = { 0, 0, "any" };
	uint32_t alone = 1;

	if (!inside_shared())
		KTEST_SKIP(test, "one context only");
	if (!find_end(test, &plan, &alone))
		return;
	alone += plan.at;
	for (plan.first = actions + 1; plan.first->name; plan.first++)
		if (sweep_allows(plan.scenario, plan.first) && !delay(test, &plan, alone, &most))
			return;
	ktest_info(test, "delay of %s: %u, %s at %u", kinds[kind], (unsigned int)most.instructions,
		   most.action, (unsigned int)most.at);
	if (bounds[kind][CORE])
		KTEST_EXPECT_LE(test, most.instructions, (uint32_t)bounds[kind][CORE]);
}

#define X(id) { .run = delays, .name = #id },
static const struct ktest_case delays_cases[] = { SCENARIOS(X){ 0 } };
#undef X

const struct ktest_suite delays_suite = { .name = "delays", .cases = delays_cases };
