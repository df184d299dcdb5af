/* SPDX-License-Identifier: MIT */
/* Threads that end, and what becomes of their heaps and blocks. */
#include <pthread.h>
#include "tests/race/clock.h"

static int exit_init(struct ktest *test)
{
	fixture_none(test);
#ifndef CONFIG_HAKMEM_MODEL_THREAD
	test->skip = "heaps are not those of threads";
#endif
	return !start_arena(test, TEST_MEMORY_MAX);
}

/* Blocks for the boxes, and the thread is gone. */
static void leave_blocks(struct worker *worker)
{
	for (unsigned int i = 0; i < 300; i++) {
		void *p = make_sized(worker, 16 + rng_below(&worker->rng, 100));

		if (!p)
			worker_error(worker, "memory got short: see heaps_are_adopted()");
		drop_block(worker, swap_box(random_box(worker), p));
	}
}

/*
 * Generation after generation: heaps are adopted, so that there are never more of
 * them than threads at a time, and one for the caller. Exactly: a thread makes one
 * only when it has seen each of the others owned, by different threads. (One that
 * is out of memory enters idle heaps for a moment, which then may be missed.)
 */
static void heaps_are_adopted(struct ktest *test)
{
	size_t one, most = 0;
	unsigned int i;

	if (!start_arena(test, 0)) /* memory must not get short */
		return;
	hakmem_free(hakmem_malloc(1));
	one = fixture_stats().heap_bytes;
	start_pace(7);
	for (i = 0; i < 20 || (i < 2000 && !time_is_up()); i++) {
		if (!run_workers(test, nr_workers, leave_blocks))
			break;
		if (fixture_stats().heap_bytes > most)
			most = fixture_stats().heap_bytes;
		if (i % 16 == 0 && !KTEST_EXPECT_EQ(test, hakmem_validate(), 0))
			break;
	}
	ktest_info(test, "%u generations of %u threads: at most %zu heaps", i, nr_workers,
		   most / one);
	KTEST_EXPECT_LE(test, most, (nr_workers + 1) * one);
	empty_boxes(test);
	expect_all_back(test);
}

/* A chain of all that there is, which outlives the thread that made it. */
static struct chain left_over;

static void take_everything(struct worker *worker)
{
	(void)worker;
	chain_fill_all(&left_over);
}

static void free_left_over(struct worker *worker)
{
	if (!chain_free(&left_over))
		worker_error(worker, "a block that was overwritten");
}

/* The heap is parked, and everything in it freed by others: it is found. */
static void parked_heap_is_collected(struct ktest *test)
{
	struct chain chain = { 0 };
	struct hakmem_stats before, after;
	void *p;

	before = fixture_idle_stats();
	left_over = (struct chain){ 0 };
	KTEST_ASSERT_TRUE(test, run_workers(test, 1, take_everything));
	KTEST_EXPECT_NULL(test, hakmem_malloc(1));
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, left_over.count);
	KTEST_EXPECT_TRUE(test, chain_free(&left_over));
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	/* nearly all of it in one piece, but for the heap that is parked in between */
	p = hakmem_malloc(before.largest_free / 3);
	KTEST_EXPECT_NOT_NULL(test, p);
	hakmem_free(p);
	chain_fill_all(&chain);
	after = fixture_stats();
	KTEST_EXPECT_LE(test, after.free_bytes, 2 * after.slice_size);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	expect_all_back(test);
}

/* Blocks that another thread freed are found before NULL, with no call in between. */
static void remote_frees_are_found(struct ktest *test)
{
	struct chain chain = { 0 };
	struct hakmem_stats stats;
	size_t count, before;

	hakmem_free(hakmem_malloc(1));
	left_over = (struct chain){ 0 };
	for (size_t size = 1; size <= CONFIG_HAKMEM_CLASS_MAX; size *= 2)
		for (unsigned int i = 0; i < 10; i++)
			chain_malloc(&left_over, size);
	count = left_over.count;
	chain_fill_all(&chain);
	KTEST_EXPECT_NULL(test, hakmem_malloc(1));
	KTEST_ASSERT_TRUE(test, run_workers(test, 1, free_left_over));
	before = chain.count;
	chain_fill(&chain, 1);
	ktest_info(test, "%zu blocks freed by another thread gave %zu", count,
		   chain.count - before);
	KTEST_EXPECT_GT(test, chain.count, before);
	stats = fixture_stats();
	KTEST_EXPECT_LT(test, stats.largest_free, 2 * stats.slice_size);
	KTEST_EXPECT_TRUE(test, chain_free(&chain));
	expect_all_back(test);
}

/* ----------------------------------------------------- heaps that threads name */

static struct hakmem_heap *named;
static void *from_named;

static void create_named(struct worker *worker)
{
	named = hakmem_heap_create();
	from_named = named ? hakmem_heap_malloc(named, 100) : NULL;
	if (!from_named)
		worker_error(worker, "no heap");
	else
		stamp(from_named, 100, 1);
}

static void use_foreign_heap(struct worker *worker)
{
	const struct hakmem_fault *last = fault_last();

	if (hakmem_heap_malloc(named, 10) || hakmem_heap_zalloc(named, 10) ||
	    hakmem_heap_aligned_alloc(named, 64, 10) || hakmem_heap_realloc(named, NULL, 10))
		worker_error(worker, "a block from the heap of another thread");
	hakmem_heap_collect(named);
	hakmem_heap_destroy(named);
	if (fault_count() != 6 || last->code != HAKMEM_FAULT_OWNER || last->address != named)
		worker_error(worker, "no report, or another one");
	fault_forget();
	/* freeing is everybody's right */
	hakmem_free(from_named);
}

static void heap_of_another_thread(struct ktest *test)
{
	struct worker self = { .index = 0 };

	create_named(&self);
	KTEST_ASSERT_NULL(test, self.error);
	KTEST_EXPECT_TRUE(test, run_workers(test, 1, use_foreign_heap));
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_NOT_NULL(test, hakmem_heap_malloc(named, 10));
	hakmem_heap_destroy(named);
	expect_all_back(test);
}

/* Its thread has ended: who allocates from it next owns it. */
static void heap_without_an_owner(struct ktest *test)
{
	void *p;

	hakmem_free(hakmem_malloc(1));
	KTEST_ASSERT_TRUE(test, run_workers(test, 1, create_named));
	KTEST_EXPECT_TRUE(test, stamp_holds(from_named, from_named, 100, 1));
	p = hakmem_heap_malloc(named, 100);
	KTEST_EXPECT_NOT_NULL(test, p);
	hakmem_free(from_named);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_heap_destroy(named);
	expect_all_back(test);
}

/* It is destroyed, or collected, without having been used since. */
static void heap_without_an_owner_is_destroyed(struct ktest *test)
{
	KTEST_ASSERT_TRUE(test, run_workers(test, 1, create_named));
	hakmem_free(from_named);
	hakmem_heap_collect(named);
	KTEST_EXPECT_EQ(test, fault_count(), 0);
	hakmem_heap_destroy(named);
	KTEST_EXPECT_EQ(test, fault_count(), 0);

	KTEST_ASSERT_TRUE(test, run_workers(test, 1, create_named));
	hakmem_heap_destroy(named);
	KTEST_EXPECT_EQ(test, fault_count(), 0);
	expect_all_back(test);
}

static void double_free_worker(struct worker *worker)
{
	(void)worker;
	hakmem_free(from_named);
}

/*
 * A block freed by its owner and by another thread, more often than the page has
 * blocks in use: found when the remote frees are taken in, and ignored.
 */
static void remote_double_free_of_a_lone_block(struct ktest *test)
{
#ifndef CONFIG_HAKMEM_SHARDED_FREE
	KTEST_SKIP(test, "with one shared list only CONFIG_HAKMEM_DEBUG finds it");
#endif
	from_named = hakmem_malloc(100);
	KTEST_ASSERT_NOT_NULL(test, from_named);
	hakmem_free(from_named);
	KTEST_EXPECT_TRUE(test, run_workers(test, 1, double_free_worker));
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, fault_count(), 1);
	KTEST_EXPECT_EQ(test, fault_last()->code, HAKMEM_FAULT_DOUBLE_FREE);
	KTEST_EXPECT_EQ(test, fault_last()->address, from_named);
	fault_forget();
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	expect_all_back(test);
}

/* A thread calls hakmem_thread_exit() itself and goes on: it gets a heap again. */
static void exit_and_go_on(struct worker *worker)
{
	for (unsigned int i = 0; i < 10; i++) {
		void *p = make_sized(worker, 64);

		hakmem_thread_exit();
		drop_block(worker, p);
		drop_block(worker, make_sized(worker, 100));
		hakmem_thread_exit();
		hakmem_thread_exit();
	}
}

static void exit_called_by_hand(struct ktest *test)
{
	KTEST_EXPECT_TRUE(test, run_workers(test, 2, exit_and_go_on));
	expect_all_back(test);
}

/* ------------------------------------------------ destructors that allocate late */

enum { LATE_ROUND = 3 }; /* the port's destructor has run in the first one */

static pthread_key_t late_key;
static void (*late_work)(void);
static struct hakmem_arena *elsewhere;
static _Alignas(64) char elsewhere_memory[1 << 20];

static void run_late(void *value)
{
	uintptr_t round = (uintptr_t)value;

	if (round < LATE_ROUND)
		pthread_setspecific(late_key, (void *)(round + 1));
	else
		late_work();
}

static void *end_late(void *p)
{
	hakmem_free(hakmem_malloc(1));
	pthread_setspecific(late_key, (void *)1);
	return p;
}

/* A thread that calls @work when its end has been told. */
static void run_thread_late(struct ktest *test, void (*work)(void))
{
	pthread_t thread;

	late_work = work;
	KTEST_ASSERT_EQ(test, pthread_key_create(&late_key, run_late), 0);
	KTEST_ASSERT_EQ(test, pthread_create(&thread, NULL, end_late, NULL), 0);
	pthread_join(thread, NULL);
	pthread_key_delete(late_key);
}

static void create_late(void)
{
	named = hakmem_heap_create();
}

static void use_named_late(void)
{
	hakmem_free(hakmem_heap_malloc(named, 100));
	hakmem_free(hakmem_heap_zalloc(named, 100000));
}

static void use_elsewhere_late(void)
{
	hakmem_arena_malloc(elsewhere, 10);
}

/* A thread that has ended owns no heap: the next one that allocates from it does. */
static void heap_of_an_ended_thread(struct ktest *test)
{
	run_thread_late(test, create_late);
	KTEST_ASSERT_NOT_NULL(test, named);
	KTEST_EXPECT_NOT_NULL(test, hakmem_heap_malloc(named, 10));
	hakmem_heap_destroy(named);

	KTEST_ASSERT_TRUE(test, run_workers(test, 1, create_named));
	run_thread_late(test, use_named_late);
	KTEST_EXPECT_NOT_NULL(test, hakmem_heap_malloc(named, 10));
	hakmem_heap_destroy(named);
	KTEST_EXPECT_EQ(test, fault_count(), 0);
	expect_all_back(test);
}

/* Nor does it in another instance: no thread costs a heap. */
static void heaps_elsewhere_of_ended_threads(struct ktest *test)
{
	struct hakmem_stats stats;
	size_t before;

	elsewhere = hakmem_arena_create(elsewhere_memory, sizeof(elsewhere_memory));
	KTEST_ASSERT_NOT_NULL(test, elsewhere);
	hakmem_arena_malloc(elsewhere, 10);
	run_thread_late(test, use_elsewhere_late);
	hakmem_arena_stats(elsewhere, &stats);
	before = stats.heap_bytes;
	for (int i = 0; i < 5; i++)
		run_thread_late(test, use_elsewhere_late);
	hakmem_arena_stats(elsewhere, &stats);
	KTEST_EXPECT_EQ(test, stats.heap_bytes, before);
	KTEST_EXPECT_EQ(test, hakmem_arena_validate(elsewhere), 0);
	hakmem_arena_destroy(elsewhere);
	expect_all_back(test);
}

static const struct ktest_case exit_cases[] = {
	KTEST_CASE(heaps_are_adopted),
	KTEST_CASE(parked_heap_is_collected),
	KTEST_CASE(remote_frees_are_found),
	KTEST_CASE(heap_of_another_thread),
	KTEST_CASE(heap_without_an_owner),
	KTEST_CASE(heap_without_an_owner_is_destroyed),
	KTEST_CASE(remote_double_free_of_a_lone_block),
	KTEST_CASE(exit_called_by_hand),
	KTEST_CASE(heap_of_an_ended_thread),
	KTEST_CASE(heaps_elsewhere_of_ended_threads),
	{ 0 },
};

const struct ktest_suite exit_suite = {
	.name = "exit",
	.init = exit_init,
	.exit = fixture_exit,
	.cases = exit_cases,
};
