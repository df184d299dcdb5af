/* SPDX-License-Identifier: MIT */
/*
 * One core allocates and the other one frees, with nothing else in between: the heap is
 * entered most of the time, and its pages are collected while blocks come back.
 */
#include "support/mem.h"
#include "tests/race/workers.h"
#include "tests/smp/count.h"

#define BURST	  16u /* calls without a look at the boxes */
#define BOXES	  (4u * BURST)
#define BLOCK	  16u
#define PER_ROUND 2u /* bursts for each operation that --ops says */

/* What a block says of itself. */
struct note {
	uint32_t number;
	uint32_t inverse;
};

static void make_burst(struct worker *worker, struct note **notes, uint32_t number)
{
	for (unsigned int i = 0; i < BURST; i++) {
		notes[i] = hakmem_malloc(BLOCK);
		if (notes[i])
			*notes[i] = (struct note){ number, ~number };
	}
	worker->calls += BURST;
}

static void free_burst(struct worker *worker, struct note **notes)
{
	for (unsigned int i = 0; i < BURST; i++) {
		if (!notes[i])
			continue;
		if (notes[i]->number != ~notes[i]->inverse)
			worker_error(worker, "a block that was overwritten");
		notes[i]->inverse = notes[i]->number;
		worker->calls++;
		hakmem_free(notes[i]);
	}
}

static void make_or_free(struct worker *worker)
{
	struct note *notes[BURST] = { NULL };
	unsigned int box = 0;

	while (!worker_done(worker)) {
		for (uint32_t n = 0; n < PER_ROUND * ROUND; n++) {
			if (!worker->index)
				make_burst(worker, notes, n);
			for (unsigned int i = 0; i < BURST; i++)
				notes[i] = swap_box(box++ % BOXES, notes[i]);
			free_burst(worker, notes);
			if (worker->index)
				memset(notes, 0, sizeof(notes));
		}
	}
}

static void one_core_allocates(struct ktest *test)
{
#ifndef CONFIG_HAKMEM_SMP
	KTEST_SKIP(test, "one core is configured");
#endif
	if (nr_workers < 2)
		KTEST_SKIP(test, "one core");
	if (!start_arena(test, TEST_MEMORY_MAX))
		return;
	run_workers(test, nr_workers, make_or_free);
	for (unsigned int i = 0; i < BOXES; i++)
		hakmem_free(swap_box(i, NULL));
	expect_all_back(test);
}

static const struct ktest_case hand_over_cases[] = {
	KTEST_CASE(one_core_allocates),
	{ 0 },
};

const struct ktest_suite hand_over_suite = {
	.name = "hand_over",
	.init = fixture_none,
	.exit = fixture_exit,
	.cases = hand_over_cases,
};
