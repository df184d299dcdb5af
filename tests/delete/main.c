/* SPDX-License-Identifier: MIT */
/*
 * A task is deleted at each instruction of a call, in each of many states: whatever it
 * was in the middle of, hakmem_thread_deleted() makes the rest right.
 *
 *	at_once	at once
 *	later	others have allocated and freed in between
 *
 *	--long	at each turn of each loop
 */
#include "kernel/heap_list.h"
#include "support/mem.h"
#include "tests/delete/states.h"
#include "tests/delete/task.h"
#include "tests/ktest.h"

#define MAX_LENGTH 20000u /* instructions of a call */

/* Each instruction; else of those that were executed before only each eighth. */
static bool whole;

static struct {
	const struct state *state;
	uint32_t at;
} run;

/* What came of the runs of a state. */
struct sums {
	uint32_t runs, blocks, slices, pages;
	size_t most;
};

static void body(void)
{
	run.state->build();
	task_pause();
	if (run.state->ready)
		run.state->ready();
	task_arm(run.at);
	run.state->call();
	task_disarm();
}

static void expect(bool holds, const char *what)
{
	if (!holds)
		states_fail(what);
}

static void nobody_inside(void)
{
	struct hakmem_arena *arena = hakmem_default_arena();

	for (struct hakmem_heap *h = heap_first(arena); h; h = heap_next(h))
		if (heap_try_enter(h))
			heap_leave(h);
		else
			expect(h == context_heap(arena), "a heap that nobody can enter");
	for (struct hakmem_heap *h = heap_first(arena); h; h = heap_next(h))
		for (struct page *page = (struct page *)atomic_read(&h->pending); page;
		     page = page->pending)
			expect(page != h->drained, "pages that will be drained twice");
	expect(!atomic_read(&arena->tending), "a list that nobody can tend");
	expect(!atomic_read(&arena->adding), "regions that nobody can add");
}

/* All that is known is free: what is not free then is lost. */
static void count_lost(struct sums *sums)
{
	struct hakmem_arena *arena = hakmem_default_arena();
	size_t slices = atomic_read(&arena->lost_slices), pages = atomic_read(&arena->lost_pages);
	struct hakmem_stats stats;
	size_t lost;

	hakmem_malloc(PTRDIFF_MAX / 2); /* which collects all heaps */
	expect(!hakmem_validate(), "a broken invariant when all is free");
	hakmem_stats(&stats);
	lost = stats.slices * stats.slice_size - stats.free_bytes - stats.heap_bytes;
	expect(stats.used_blocks <= run.state->in_hand, "blocks that nobody knows of");
	expect(stats.pages <= stats.used_blocks - stats.large_blocks + pages,
	       "a page that did not go back");
	expect(pages <= 1, "pages that were lost");
	expect(lost <= stats.page_bytes + stats.large_bytes + slices * stats.slice_size,
	       "slices that were lost");
	sums->blocks += stats.used_blocks != 0;
	sums->slices += slices != 0;
	sums->pages += pages != 0;
	if (sums->most < lost)
		sums->most = lost;
}

/* Return: false when the call was over before. */
static bool run_once(bool later, struct sums *sums)
{
	bool stopped;

	state_start();
	task_start(body);
	if (run.state->prepare)
		run.state->prepare();
	task_resume();
	stopped = task_stopped();
	if (later && run.state->undo)
		run.state->undo();
	if (later)
		state_others();
	expect(!hakmem_thread_deleted(task_thread()), "a refusal");
	if (!later && run.state->undo)
		run.state->undo();
	task_end();
	nobody_inside();
	expect(!hakmem_validate(), "a broken invariant");
	state_others();
	expect(!hakmem_validate(), "a broken invariant after use");
	state_finish();
	if (stopped)
		count_lost(sums);
	sums->runs += stopped;
	return stopped;
}

static void delete_in_state(struct ktest *test, bool later)
{
	struct sums sums = { 0 };

	run.at = UINT32_MAX;
	run_once(later, &sums); /* learn */
	for (run.at = 1; run.at < MAX_LENGTH; run.at++) {
		if (!whole && run.at % 8 && task_again(run.at))
			continue;
		bool stopped = run_once(later, &sums);

		if (states_error()) {
			KTEST_FAIL(test, "%s, at %u: %s", run.state->name, (unsigned int)run.at,
				   states_error());
			return;
		}
		if (!stopped)
			break;
	}
	KTEST_EXPECT_LT(test, run.at, MAX_LENGTH);
	/* that needs a stop where the slices are just changing hands */
	KTEST_EXPECT_LE(test, sums.slices, sums.runs / 3);
	KTEST_EXPECT_LE(test, sums.pages, sums.runs / 3);
	ktest_info(test, "%s: %u instructions; lost a block at %u, slices at %u, a page at %u; "
		   "%zu bytes at most", run.state->name, (unsigned int)sums.runs,
		   (unsigned int)sums.blocks, (unsigned int)sums.slices,
		   (unsigned int)sums.pages, sums.most);
}

static const struct state *state_of(const struct ktest *test)
{
	const struct state *state = states;

	while (strcmp(state->name, test->name))
		state++;
	return state;
}

static void at_once(struct ktest *test)
{
	run.state = state_of(test);
	delete_in_state(test, false);
}

static void later(struct ktest *test)
{
	run.state = state_of(test);
	delete_in_state(test, true);
}

#define MAX_STATES 64

int image_main(int argc, char **argv)
{
	static struct ktest_case cases[2][MAX_STATES];
	static struct ktest_suite suites[] = {
		{ .name = "at_once", .cases = cases[0] },
		{ .name = "later", .cases = cases[1] },
	};
	const struct ktest_suite *list[] = { &suites[0], &suites[1], NULL };

	if (!task_init())
		return 2;
	if (argc > 1 && !strcmp(argv[1], "--long")) {
		whole = true;
		argv[1] = argv[0];
		argv++;
		argc--;
	}
	for (unsigned int i = 0; states[i].name; i++) {
		cases[0][i] = (struct ktest_case){ .run = at_once, .name = states[i].name };
		cases[1][i] = (struct ktest_case){ .run = later, .name = states[i].name };
	}
	return ktest_run(list, argc, argv);
}
