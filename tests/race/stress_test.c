/* SPDX-License-Identifier: MIT */
/* Workers that allocate and free each other's blocks for a while. */
#include "tests/race/cpu_number.h"
#include "tests/race/workers.h"

#include "support/image.h"
#include "support/smp.h"

#define SHARE 10u /* of the program's time, for each case here */

/* So little memory that it is used up much of the time. */
#if __STDC_HOSTED__
#define EXHAUSTED (TEST_MEMORY_MAX / 4)
#else
#define EXHAUSTED (TEST_MEMORY_MAX / 24)
#endif

static bool needs_smp(struct ktest *test)
{
#ifdef CONFIG_HAKMEM_SMP
	if (image_cores() < 2)
		test->skip = "one core";
#else
	test->skip = "one core is configured";
#endif
	return !test->skip;
}

/* Even threads only allocate, odd ones only free. */
static void produce_or_consume(struct worker *worker)
{
	while (!worker_done(worker)) {
		for (unsigned int i = 0; i < ROUND; i++) {
			void *p = worker->index % 2 ? NULL : make_block(worker, NULL);

			/* a full box: the producer has to free what it finds */
			drop_block(worker, swap_box(random_box(worker), p));
		}
	}
}

static void producers_and_consumers(struct ktest *test)
{
	if (!needs_smp(test) || !start_arena(test, 0))
		return;
	start_pace(SHARE);
	run_workers(test, nr_workers, produce_or_consume);
	empty_boxes(test);
	expect_all_back(test);
}

/* One call of any kind, or two: each box has a block or none. */
static void any_operation(struct worker *worker)
{
	unsigned int box = random_box(worker);
	void *p;

	switch (rng_below(&worker->rng, 32)) {
	case 0:
		hakmem_heap_collect(NULL);
		break;
	case 1:
	case 2:
	case 3:
	case 4:
		p = swap_box(box, NULL);
		if (p)
			drop_block(worker, swap_box(box, resize_block(worker, p)));
		break;
	default:
		p = rng_below(&worker->rng, 2) ? make_block(worker, NULL) : NULL;
		drop_block(worker, swap_box(box, p));
	}
}

static void everything(struct worker *worker)
{
	while (!worker_done(worker))
		for (unsigned int i = 0; i < ROUND; i++)
			any_operation(worker);
}

static void all_to_all(struct ktest *test)
{
	if (!needs_smp(test) || !start_arena(test, 0))
		return;
	start_pace(SHARE);
	run_workers(test, nr_workers, everything);
	empty_boxes(test);
	expect_all_back(test);
}

static void exhaustion_under_load(struct ktest *test)
{
	if (!needs_smp(test) || !start_arena(test, EXHAUSTED))
		return;
	start_pace(SHARE);
	run_workers(test, nr_workers, everything);
	empty_boxes(test);
	expect_all_back(test);
}

/* A task that is on another core every few calls. */
static void migrate(struct worker *worker)
{
	while (!worker_done(worker)) {
		for (unsigned int i = 0; i < ROUND; i++) {
			if (!rng_below(&worker->rng, 4))
				cpu_number_set(rng_next(&worker->rng));
			any_operation(worker);
		}
	}
}

/* And one that moves while the allocator thinks that it knows where it is. */
static void migrate_in_calls(struct worker *worker)
{
	cpu_number_stale(rng_next(&worker->rng));
	everything(worker);
}

static void run_migrating(struct ktest *test, size_t memory, worker_fn fn)
{
	if (!cpu_numbers_are_told())
		KTEST_SKIP(test, "cores have no numbers in this model");
	if (!needs_smp(test) || !start_arena(test, memory))
		return;
	start_pace(SHARE);
	run_workers(test, nr_workers, fn);
	cpu_numbers_true();
	empty_boxes(test);
	expect_all_back(test);
}

static void tasks_that_migrate(struct ktest *test)
{
	run_migrating(test, 0, migrate);
}

static void tasks_that_migrate_in_calls(struct ktest *test)
{
	run_migrating(test, 0, migrate_in_calls);
}

static void migration_and_exhaustion(struct ktest *test)
{
	run_migrating(test, EXHAUSTED, migrate_in_calls);
}

/* A heap of the worker's own that comes and goes. */
static void use_a_heap(struct worker *worker)
{
	struct hakmem_heap *heap = hakmem_heap_create();
	void *p[20];
	unsigned int n = 0;

	if (!heap)
		return;
	while (n < 20 && (p[n] = make_block(worker, heap)))
		n++;
	for (unsigned int i = 0; i < n; i += 2)
		drop_block(worker, p[i]);
	if (rng_below(&worker->rng, 2))
		hakmem_heap_collect(heap);
	hakmem_heap_destroy(heap);
}

/* Heaps are made and destroyed as a whole while others allocate and free. */
static void make_heaps(struct worker *worker)
{
	while (!worker_done(worker)) {
		use_a_heap(worker);
		for (unsigned int i = 0; i < 20; i++)
			drop_block(worker, swap_box(random_box(worker), make_block(worker, NULL)));
	}
}

static void heaps_come_and_go(struct ktest *test)
{
	if (!needs_smp(test) || !start_arena(test, 0))
		return;
	start_pace(SHARE);
	run_workers(test, nr_workers, make_heaps);
	empty_boxes(test);
	expect_all_back(test);
}

/*
 * One thread fills page after page of one class and gives all blocks away; the others
 * free them while the pages are full, or are just getting so.
 */
static void fill_pages(struct worker *worker)
{
	unsigned int at = 0;

	while (!worker_done(worker)) {
		for (unsigned int i = 0; i < 2 * ROUND; i++) {
			unsigned int box = at++ % NR_BOXES;
			void *p = NULL;

			if (!worker->index)
				p = make_sized(worker, 48);
			else
				box = random_box(worker);
			drop_block(worker, swap_box(box, p));
		}
	}
}

static void full_pages_freed_by_others(struct ktest *test)
{
	if (!needs_smp(test) || !start_arena(test, 0))
		return;
	start_pace(SHARE);
	run_workers(test, nr_workers, fill_pages);
	empty_boxes(test);
	expect_all_back(test);
}

/* Memory is added while the others use what there is. */
static struct memory spare[3];

static void add_while_others_allocate(struct worker *worker)
{
	unsigned int added = 0;

	/* the first thread goes on until it has added all */
	while (!worker_done(worker) || (!worker->index && added < 3 && !worker->error)) {
		for (unsigned int i = 0; i < 100; i++) {
			void *p = rng_below(&worker->rng, 2) ? make_block(worker, NULL) : NULL;

			drop_block(worker, swap_box(random_box(worker), p));
		}
		if (worker->index || added == 3 || worker->calls < 300 * (added + 1))
			continue;
		if (hakmem_add_region(spare[added].base, spare[added].size))
			worker_error(worker, "a region that is refused");
		added++;
	}
}

static void regions_added_under_load(struct ktest *test)
{
	struct memory all;

	if (!needs_smp(test))
		return;
	all.base = image_arena(&all.size);
	if (all.size > ARENA_MAX)
		all.size = ARENA_MAX;
	for (unsigned int i = 0; i < 3; i++)
		spare[i] = memory_part(all, 3 - i, 4);
	if (!start_arena(test, memory_part(all, 0, 4).size))
		return;
	start_pace(SHARE);
	run_workers(test, nr_workers, add_while_others_allocate);
	KTEST_EXPECT_EQ(test, fixture_stats().regions, 4);
	empty_boxes(test);
	expect_all_back(test);
}

static const struct ktest_case stress_cases[] = {
	KTEST_CASE(producers_and_consumers),
	KTEST_CASE(all_to_all),
	KTEST_CASE(exhaustion_under_load),
	KTEST_CASE(tasks_that_migrate),
	KTEST_CASE(tasks_that_migrate_in_calls),
	KTEST_CASE(migration_and_exhaustion),
	KTEST_CASE(heaps_come_and_go),
	KTEST_CASE(full_pages_freed_by_others),
	KTEST_CASE(regions_added_under_load),
	{ 0 },
};

const struct ktest_suite stress_suite = {
	.name = "stress",
	.init = fixture_none,
	.exit = fixture_exit,
	.cases = stress_cases,
};
