// SPDX-License-Identifier: MIT
/* Threads come and go. */
#include <pthread.h>
#include <unistd.h>
#include "preload_test.h"
#include "workers.h"

#define MB ((size_t)1 << 20)

static void expect_no_errors(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, workers_errors, 0);
	workers_errors = 0;
}

/* What one generation leaves, the next one has: memory does not grow with them. */
static void test_generations(struct ktest *test)
{
	size_t before = 0;

	for (int generation = 0; generation < 60; generation++) {
		if (generation == 20)
			before = resident();
		workers_run(4, 2000);
	}
	KTEST_EXPECT_LT(test, resident(), before + 8 * MB);
	workers_clear();
	expect_no_errors(test);
}

static void test_many_at_once(struct ktest *test)
{
	workers_run(64, 1000);
	workers_clear();
	expect_no_errors(test);
}

/* ------------------------------------------------------ destructors that allocate */

enum { KEYS = 3 };

static pthread_key_t keys[KEYS];

/* A new value each time, as long as the C library looks for values. */
static void late(void *value)
{
	void *p = malloc(500);

	fill(p, 500, 1);
	free(value);
	for (int i = 0; i < KEYS; i++)
		if (!pthread_getspecific(keys[i])) {
			pthread_setspecific(keys[i], p);
			return;
		}
	free(p);
}

static void *live(void *arg)
{
	for (int i = 0; i < KEYS; i++)
		pthread_setspecific(keys[i], malloc(100));
	return arg;
}

/*
 * A thread loses what its last destructors allocate, some 500 bytes for each key. A heap
 * that nobody leaves again would be many times that.
 */
static void test_late_destructors(struct ktest *test)
{
	size_t before = 0;
	pthread_t thread;

	for (int i = 0; i < KEYS; i++)
		KTEST_ASSERT_EQ(test, pthread_key_create(&keys[i], late), 0);
	for (int i = 0; i < 1100; i++) {
		if (i == 100)
			before = resident();
		KTEST_ASSERT_EQ(test, pthread_create(&thread, NULL, live, NULL), 0);
		pthread_join(thread, NULL);
	}
	KTEST_EXPECT_LT(test, resident(), before + 4 * MB);
	for (int i = 0; i < KEYS; i++)
		pthread_key_delete(keys[i]);
}

/* ---------------------------------------------------------- no key is left for us */

#define ALL_KEYS "TEST_ALL_KEYS" /* in the environment */

static pthread_key_t first_key;

static void *allocate_without_key(void *arg)
{
	pthread_setspecific(first_key, &first_key);
	free(malloc(10));
	return pthread_getspecific(first_key) == &first_key ? arg : NULL;
}

static int count_value(void *arg)
{
	size_t before = 0;

	for (int i = 0; i < 400; i++) {
		pthread_t thread;
		void *result;

		if (i == 100)
			before = resident();
		if (pthread_create(&thread, NULL, allocate_without_key, arg))
			return 1;
		pthread_join(thread, &result);
		if (result != arg)
			return 2;
	}
	return resident() > before + 2 * MB ? 3 : 0;
}

/* What would a destructor of ours find? */
static void expect_own_value(void *value)
{
	if (value != &first_key)
		_exit(4);
}

/* Before the program's first allocation. */
__attribute__((constructor)) static void take_all_keys(void)
{
	pthread_key_t key;

	if (!getenv(ALL_KEYS))
		return;
	if (pthread_key_create(&first_key, expect_own_value))
		_exit(5);
	while (!pthread_key_create(&key, NULL))
		;
	_exit(count_value(&first_key));
}

static int run_without_keys(void *arg)
{
	(void)arg;
	setenv(ALL_KEYS, "1", 1);
	execl("/proc/self/exe", "preload", (char *)NULL);
	return 6;
}

/* The program's values stay what they are, and threads leave no heaps behind. */
static void test_all_keys_are_taken(struct ktest *test)
{
	KTEST_EXPECT_EQ(test, in_child(run_without_keys, NULL), 0);
}

static const struct ktest_case cases[] = {
	KTEST_CASE(test_generations),
	KTEST_CASE(test_many_at_once),
	KTEST_CASE(test_late_destructors),
	KTEST_CASE(test_all_keys_are_taken),
	{ 0 },
};

const struct ktest_suite thread_suite = { .name = "thread", .cases = cases };
