/* SPDX-License-Identifier: MIT */
/*
 * RUN_TRIES: an interrupt takes the very run that a claim has chosen, again and again. It
 * comes when the claim notes in the journal what it is about to do: there the library
 * asks which task runs.
 */
#include "kernel/journal.h"
#include "tests/unit/inside.h"

#if defined(CONFIG_HAKMEM_MODEL_CPU) && defined(CONFIG_HAKMEM_TASK_DELETION)

#define LENGTH 4u /* slices */
#define MOST   48u

_Static_assert(RUN_TRIES < MOST, "interrupts that malloc_gives_up needs");

static struct hakmem_thread task;

/* The interrupt: how often it still comes, and what it has taken. */
static struct {
	unsigned int left;
	unsigned int taken;
	bool inside;
	struct run run[MOST];
} interrupt;

static bool claim_slices(struct run *run, size_t length)
{
	run->length = length;
	return run_claim(hakmem_default_arena(), length, RUN_LARGE, run);
}

static bool claim(struct run *run)
{
	return claim_slices(run, LENGTH);
}

static bool claim_aligned(struct run *run)
{
	struct run_alignment align = { .alignment =
					       2 * slice_size(hakmem_default_arena()) };

	run->length = LENGTH;
	return run_claim_aligned(hakmem_default_arena(), &align, RUN_LARGE, run);
}

/* What the interrupt does: it chooses as whom it has interrupted. */
static bool (*quicker)(struct run *run);

struct hakmem_thread *hakmem_thread_hook(void)
{
	if (interrupt.inside)
		return NULL;
	if (interrupt.left && task.step == JOURNAL_NONE) {
		interrupt.left--;
		interrupt.inside = true;
		interrupt.taken += quicker(&interrupt.run[interrupt.taken]);
		interrupt.inside = false;
	}
	return &task;
}

static void come(unsigned int times, bool (*how)(struct run *run))
{
	interrupt.left = times;
	interrupt.taken = 0;
	quicker = how;
}

static size_t free_slices(void)
{
	return fixture_stats().free_bytes / slice_size(hakmem_default_arena());
}

static void release(const struct run *run)
{
	run_release(hakmem_default_arena(), run, RUN_LARGE);
}

/* No interrupt any more; what it has taken goes back, and then all is free again. */
static void end_interrupts(struct ktest *test, size_t all)
{
	interrupt.left = 0;
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	while (interrupt.taken)
		release(&interrupt.run[--interrupt.taken]);
	KTEST_EXPECT_EQ(test, free_slices(), all);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

/* With one interrupt fewer than there are tries, the last try succeeds. */
static void expect_last_try(struct ktest *test, bool (*how)(struct run *run), size_t all)
{
	struct run run;

	come(RUN_TRIES - 1, how);
	KTEST_ASSERT_TRUE(test, how(&run));
	journal_step(JOURNAL_NONE);
	KTEST_EXPECT_EQ(test, interrupt.taken, RUN_TRIES - 1);
	for (unsigned int i = 0; i < interrupt.taken; i++)
		KTEST_EXPECT_NE(test, run.first, interrupt.run[i].first);
	KTEST_EXPECT_EQ(test, free_slices(), all - RUN_TRIES * LENGTH);
	release(&run);
	end_interrupts(test, all);
}

/* It gives up behind the last one, with nothing claimed, while there is memory. */
static void expect_gives_up(struct ktest *test, bool (*how)(struct run *run), size_t all)
{
	struct run run;

	come(RUN_TRIES + 1, how);
	KTEST_EXPECT_FALSE(test, how(&run));
	KTEST_EXPECT_EQ(test, interrupt.taken, RUN_TRIES);
	KTEST_EXPECT_EQ(test, task.step, JOURNAL_NONE);
	KTEST_EXPECT_EQ(test, free_slices(), all - RUN_TRIES * LENGTH);
	end_interrupts(test, all);
}

static void others_are_quicker(struct ktest *test, bool (*how)(struct run *run))
{
	size_t all = free_slices();

	if (all < 4 * RUN_TRIES * LENGTH)
		KTEST_SKIP(test, "too few slices");
	expect_last_try(test, how, all);
	expect_gives_up(test, how, all);
}

static void claim_gives_up(struct ktest *test)
{
	others_are_quicker(test, claim);
}

static void claim_aligned_gives_up(struct ktest *test)
{
	others_are_quicker(test, claim_aligned);
}

/* What malloc looks for, too. */
static bool claim_large(struct run *run)
{
	return claim_slices(run, slices_for(hakmem_default_arena(), CLASS_MAX + 1));
}

/* However often that is, malloc ends: with NULL, and all that was there is there. */
static void malloc_gives_up(struct ktest *test)
{
	size_t all = free_slices(),
	       length = slices_for(hakmem_default_arena(), CLASS_MAX + 1);

	if (all < (MOST + 1) * length)
		KTEST_SKIP(test, "too few slices");
	come(MOST, claim_large);
	KTEST_EXPECT_NULL(test, hakmem_malloc(CLASS_MAX + 1));
	KTEST_EXPECT_GT(test, interrupt.left, 0);
	KTEST_EXPECT_GE(test, interrupt.taken, RUN_TRIES);
	KTEST_EXPECT_EQ(test, free_slices(), all - interrupt.taken * length);
	end_interrupts(test, all);
	hakmem_free(hakmem_malloc(CLASS_MAX + 1));
	KTEST_EXPECT_EQ(test, free_slices(), all);
}

#else

static void claim_gives_up(struct ktest *test)
{
	KTEST_SKIP(test, "the library does not ask which task runs");
}

#define claim_aligned_gives_up claim_gives_up
#define malloc_gives_up	       claim_gives_up

#endif

static const struct ktest_case run_tries_cases[] = {
	KTEST_CASE(claim_gives_up),
	KTEST_CASE(claim_aligned_gives_up),
	KTEST_CASE(malloc_gives_up),
	{ 0 },
};

const struct ktest_suite run_tries_suite = {
	.name = "run_tries",
	.init = fixture_init,
	.exit = fixture_exit,
	.cases = run_tries_cases,
};
