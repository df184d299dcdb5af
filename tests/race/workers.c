/* SPDX-License-Identifier: MIT */
#include "tests/race/workers.h"

#include "support/image.h"
#include "support/smp.h"

/* Above the classes, and what the many bytes of a large block cost in time. */
#if __STDC_HOSTED__
#define LARGE_MAX 50000u
#else
#define LARGE_MAX (4u * CONFIG_HAKMEM_CLASS_MAX)
#endif

unsigned int nr_workers;

static struct worker workers[MAX_WORKERS];
static bool stop;
static unsigned long total_calls, total_nulls;

/* ------------------------------------------------------------------ mailboxes */

static void *boxes[NR_BOXES];

void *swap_box(unsigned int i, void *p)
{
	return __atomic_exchange_n(&boxes[i], p, __ATOMIC_ACQ_REL);
}

unsigned int random_box(struct worker *worker)
{
	return rng_below(&worker->rng, NR_BOXES);
}

/* ----------------------------------------------------------------------- runs */

bool start_arena(struct ktest *test, size_t size)
{
	size_t all;
	unsigned char *base = image_arena(&all);

	if (!size)
		size = ARENA_MAX;
	if (size > all)
		size = all;
	memory_fill((struct memory){ base, size }, MEMORY_DIRT);
	/* a case that failed may have left blocks of its arena */
	for (unsigned int i = 0; i < NR_BOXES; i++)
		swap_box(i, NULL);
	return KTEST_EXPECT_EQ(test, hakmem_init(base, size), 0);
}

void worker_error(struct worker *worker, const char *text)
{
	if (!worker->error)
		worker->error = text;
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
}

bool worker_done(struct worker *worker)
{
	return __atomic_load_n(&stop, __ATOMIC_RELAXED) || pace_is_over(worker);
}

static void run_worker(void *arg)
{
	struct worker *worker = arg;

	worker->fn(worker);
}

/* Without a core to spare worker 0 is the caller. */
static void run_all(unsigned int n)
{
	unsigned int spare = image_cores() > n;

	for (unsigned int i = !spare; i < n; i++)
		image_core_start(i + spare, run_worker, &workers[i]);
	if (!spare)
		run_worker(&workers[0]);
	for (unsigned int i = !spare; i < n; i++)
		image_core_join(i + spare);
}

bool run_workers(struct ktest *test, unsigned int n, worker_fn fn)
{
	bool good = true;

	stop = false;
	for (unsigned int i = 0; i < n; i++) {
		workers[i] = (struct worker){ .index = i, .fn = fn };
		rng_seed(&workers[i].rng, test->seed + i * 7919);
	}
	run_all(n);
	for (unsigned int i = 0; i < n; i++) {
		total_calls += workers[i].calls;
		total_nulls += workers[i].nulls;
		if (workers[i].error) {
			KTEST_FAIL(test, "worker %u: %s", i, workers[i].error);
			good = false;
		}
	}
	return good;
}

/* --------------------------------------------------------------------- blocks */

/* What a block says of itself; the stamp follows. */
struct tag {
	uint32_t size;
	uint32_t seed;
};

static void *label(struct worker *worker, void *p, size_t size)
{
	struct tag *tag = p;

	worker->calls++;
	if (!p) {
		worker->nulls++;
		return NULL;
	}
	tag->size = (uint32_t)size;
	tag->seed = rng_next(&worker->rng);
	stamp(tag + 1, size - sizeof(*tag), tag->seed);
	return p;
}

/* The stamp of the first @size bytes of what used to lie at @home. */
static bool intact(const void *p, const void *home, size_t size)
{
	const struct tag *tag = p, *old = home;

	return stamp_holds(tag + 1, old + 1, size - sizeof(*tag), tag->seed);
}

static size_t random_size(struct worker *worker)
{
	size_t size = rng_below(&worker->rng, 64);

	if (rng_below(&worker->rng, 3) == 0)
		size = rng_below(&worker->rng, CONFIG_HAKMEM_CLASS_MAX) >>
		       rng_below(&worker->rng, 10);
	if (rng_below(&worker->rng, 100) == 0)
		size = CONFIG_HAKMEM_CLASS_MAX + rng_below(&worker->rng, LARGE_MAX);
	return size + sizeof(struct tag);
}

static void *zeroed(struct worker *worker, void *p, size_t size)
{
	if (p && !memory_is(p, 0, size))
		worker_error(worker, "memory that is not zero");
	return p;
}

static void *aligned(struct worker *worker, struct hakmem_heap *heap, size_t size)
{
	size_t alignment = (size_t)8 << rng_below(&worker->rng, 8);
	void *p = heap ? hakmem_heap_aligned_alloc(heap, alignment, size) :
			 hakmem_aligned_alloc(alignment, size);

	if ((uintptr_t)p & (alignment - 1))
		worker_error(worker, "a block that is not aligned");
	return p;
}

void *make_sized(struct worker *worker, size_t size)
{
	return label(worker, hakmem_malloc(size), size);
}

void *make_block(struct worker *worker, struct hakmem_heap *heap)
{
	size_t size = random_size(worker);
	void *p;

	switch (rng_below(&worker->rng, 8)) {
	case 0:
		p = heap ? hakmem_heap_zalloc(heap, size) : hakmem_calloc(1, size);
		p = zeroed(worker, p, size);
		break;
	case 1:
		p = aligned(worker, heap, size);
		break;
	default:
		p = heap ? hakmem_heap_malloc(heap, size) : hakmem_malloc(size);
	}
	return label(worker, p, size);
}

void drop_block(struct worker *worker, void *p)
{
	const struct tag *tag = p;

	if (!p)
		return;
	if (!intact(p, p, tag->size))
		worker_error(worker, "a block that was overwritten");
	worker->calls++;
	if (rng_below(&worker->rng, 8))
		hakmem_free(p);
	else
		hakmem_free_sized(p, tag->size);
}

void *resize_block(struct worker *worker, void *p)
{
	struct tag old = *(struct tag *)p;
	size_t size = random_size(worker);
	void *q;

	if (!intact(p, p, old.size))
		worker_error(worker, "a block that was overwritten");
	q = hakmem_realloc(p, size);
	if (!q)
		return p;
	if (!intact(q, p, size < old.size ? size : old.size))
		worker_error(worker, "a realloc that lost contents");
	return label(worker, q, size);
}

/* -------------------------------------------------------------------- at rest */

void empty_boxes(struct ktest *test)
{
	struct worker worker = { .index = 0 };

	rng_seed(&worker.rng, 1);
	for (unsigned int i = 0; i < NR_BOXES; i++)
		drop_block(&worker, swap_box(i, NULL));
	if (worker.error)
		KTEST_FAIL(test, "%s", worker.error);
}

void expect_all_back(struct ktest *test)
{
	struct hakmem_stats stats = fixture_stats();

	if (total_calls)
		ktest_info(test, "%lu calls, %lu of them without memory", total_calls,
			   total_nulls);
	total_calls = total_nulls = 0;
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	KTEST_EXPECT_EQ(test, stats.used_blocks, 0);
	KTEST_EXPECT_NULL(test, hakmem_malloc(stats.supplied));
	stats = fixture_stats();
	KTEST_EXPECT_EQ(test, stats.used_blocks, 0);
	KTEST_EXPECT_EQ(test, stats.pages, 0);
	KTEST_EXPECT_EQ(test, stats.large_blocks, 0);
	KTEST_EXPECT_EQ(test, stats.free_bytes + stats.heap_bytes,
			stats.slices * stats.slice_size);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}
