// SPDX-License-Identifier: MIT
/* Memory from the system and back. */
#include <errno.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>
#include "preload_test.h"

#define MB ((size_t)1 << 20)

/* Resident memory follows what is live, give or take what may be kept. */
#define KEPT (24 * MB)

static void test_huge_goes_back(struct ktest *test)
{
	size_t before = resident();
	char *p = malloc(200 * MB);

	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_EXPECT_LT(test, resident(), before + 10 * MB);
	memset(p, 1, 200 * MB);
	KTEST_EXPECT_GE(test, resident(), before + 200 * MB);
	free(p);
	KTEST_EXPECT_LT(test, resident(), before + KEPT);
}

/* Frees a run when memory that was freed before has waited for long enough. */
static void free_later(void)
{
	usleep(1100 * 1000);
	free(malloc(3 * MB));
}

/* No single one is huge. */
static void test_many_go_back(struct ktest *test)
{
	enum { COUNT = 400 };
	size_t before = resident();
	void *p[COUNT];

	for (int i = 0; i < COUNT; i++) {
		p[i] = malloc(MB / 2);
		KTEST_ASSERT_NOT_NULL(test, p[i]);
		memset(p[i], i, MB / 2);
	}
	for (int i = 0; i < COUNT; i++)
		free(p[i]);
	free_later();
	KTEST_EXPECT_LT(test, resident(), before + KEPT + KEPT);
	malloc_trim(0);
	KTEST_EXPECT_LT(test, resident(), before + 10 * MB);
}

static void test_small_go_back(struct ktest *test)
{
	enum { COUNT = 1000000 };
	size_t before = resident();
	void **list = NULL;

	for (int i = 0; i < COUNT; i++) {
		void **p = malloc(100);

		KTEST_ASSERT_NOT_NULL(test, p);
		*p = list;
		list = p;
	}
	KTEST_EXPECT_GT(test, resident(), before + 100 * MB);
	while (list) {
		void **next = *list;

		free(list);
		list = next;
	}
	free_later();
	KTEST_EXPECT_LT(test, resident(), before + KEPT + KEPT);
}

/* Nor for any time when it is much. */
static void test_much_goes_back(struct ktest *test)
{
	enum { COUNT = 400 };
	size_t before = resident();
	void *p[COUNT];

	for (int i = 0; i < COUNT; i++) {
		p[i] = malloc(2 * MB);
		KTEST_ASSERT_NOT_NULL(test, p[i]);
		memset(p[i], i, 2 * MB);
	}
	for (int i = 0; i < COUNT; i++)
		free(p[i]);
	KTEST_EXPECT_LT(test, resident(), before + 300 * MB);
	malloc_trim(0);
}

static long faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}

/* What is taken again soon after it was freed is not given back in between. */
static void test_turnover_stays(struct ktest *test)
{
	enum { COUNT = 8, ROUNDS = 2000, PAGES = 256 };
	char *p[COUNT] = { NULL };
	long before = faults();

	for (int i = 0; i < ROUNDS; i++) {
		free(p[i % COUNT]);
		p[i % COUNT] = malloc(MB);
		KTEST_ASSERT_NOT_NULL(test, p[i % COUNT]);
		memset(p[i % COUNT], i, MB);
	}
	KTEST_EXPECT_LT(test, faults() - before, 4 * COUNT * PAGES + ROUNDS);
	for (int i = 0; i < COUNT; i++)
		free(p[i]);
}

/* Nor is all that a program has, when it frees all and goes on with as much. */
static void test_cycles_stay(struct ktest *test)
{
	enum { COUNT = 600, ROUNDS = 20, BYTES = 100000, PAGES = BYTES / 4096 + 1 };
	static char *p[COUNT];
	long before = faults();

	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < COUNT; i++) {
			p[i] = malloc(BYTES);
			KTEST_ASSERT_NOT_NULL(test, p[i]);
			memset(p[i], i, BYTES);
		}
		for (int i = 0; i < COUNT; i++)
			free(p[i]);
	}
	KTEST_EXPECT_LT(test, faults() - before, 4 * COUNT * PAGES);
}

/* calloc() of memory that the system has cleared does not touch it. */
static void test_calloc_is_lazy(struct ktest *test)
{
	size_t before = resident();
	char *p = calloc(300, MB);

	KTEST_ASSERT_NOT_NULL(test, p);
	KTEST_EXPECT_LT(test, resident(), before + 10 * MB);
	KTEST_EXPECT_EQ(test, p[299 * MB], 0);
	free(p);
}

/* More than the first two steps: blocks in three regions. */
static void test_several_regions(struct ktest *test)
{
	enum { COUNT = 12 };
	char *p[COUNT];

	for (int i = 0; i < COUNT; i++) {
		p[i] = malloc(300 * MB);
		KTEST_ASSERT_NOT_NULL(test, p[i]);
		p[i][0] = (char)i;
		p[i][300 * MB - 1] = (char)i;
	}
	for (int i = 0; i < COUNT; i++) {
		KTEST_EXPECT_EQ(test, p[i][0], i);
		KTEST_EXPECT_EQ(test, p[i][300 * MB - 1], i);
		free(p[i]);
	}
}

/* With a limit of address space. */
static int use_little(void *arg)
{
	struct rlimit limit;
	size_t got = 0;
	void **list = NULL;

	(void)arg;
	getrlimit(RLIMIT_AS, &limit);
	limit.rlim_cur = 6144 * MB;
	if (setrlimit(RLIMIT_AS, &limit))
		return 1;
	for (;;) {
		void **p = malloc(64 * MB);

		if (!p)
			break;
		*p = list;
		list = p;
		got += 64 * MB;
	}
	if (errno != ENOMEM)
		return 2;
	if (got < 3072 * MB)
		return 3;
	while (list) {
		void **next = *list;

		free(list);
		list = next;
	}
	return malloc(64 * MB) ? 0 : 4;
}

static void test_limit(struct ktest *test)
{
	int status = in_child(use_little, NULL);

	KTEST_EXPECT_TRUE(test, WIFEXITED(status));
	KTEST_EXPECT_EQ(test, WEXITSTATUS(status), 0);
}

/* ------------------------------------------------- several threads at once */

/* So much that two do not fit into what the arena grows by, as much as the machine has. */
static size_t most_of_memory(void)
{
	struct sysinfo info;
	size_t all;

	sysinfo(&info);
	all = (size_t)info.totalram * info.mem_unit;
	return (all < 65536 * MB ? all : 65536 * MB) / 8 * 7;
}

/* Returns a block that nobody touches, or NULL. */
static void *take_most(void *barrier)
{
	pthread_barrier_wait(barrier);
	return malloc(most_of_memory());
}

static int take_at_once(void *arg)
{
	enum { THREADS = 16 };
	pthread_t threads[THREADS];
	pthread_barrier_t barrier;
	int failed = 0;
	void *block;

	(void)arg;
	pthread_barrier_init(&barrier, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, take_most, &barrier))
			return THREADS + 1;
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &block);
		failed += !block;
	}
	return failed;
}

/* Each of them grows the arena, and none takes what another one's step was for. */
static void test_all_grow(struct ktest *test)
{
	for (int i = 0; i < 3; i++)
		KTEST_EXPECT_EQ(test, in_child(take_at_once, NULL), 0);
}

static const struct ktest_case cases[] = {
	KTEST_CASE(test_huge_goes_back),   KTEST_CASE(test_many_go_back),
	KTEST_CASE(test_small_go_back),	   KTEST_CASE(test_calloc_is_lazy),
	KTEST_CASE(test_several_regions),  KTEST_CASE(test_limit),
	KTEST_CASE(test_much_goes_back),   KTEST_CASE(test_turnover_stays),
	KTEST_CASE(test_cycles_stay),	   KTEST_CASE(test_all_grow),
	{ 0 },
};

const struct ktest_suite growth_suite = { .name = "growth", .cases = cases };
