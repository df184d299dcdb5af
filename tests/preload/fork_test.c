// SPDX-License-Identifier: MIT
/* fork() while other threads are inside the allocator. */
#include <limits.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "kernel/context.h"
#include "preload_test.h"
#include "workers.h"

#define GB ((size_t)1 << 30)

#ifdef CONFIG_HAKMEM_MALLOC
#define LINKED 1 /* the library: its calls are of this malloc() */
#else
#define LINKED 0
#endif

static int check(void)
{
	return workers_errors ? 1 : LINKED && hakmem_validate() ? 2 : 0;
}

/* Frees what threads that are gone have allocated; has threads of its own. */
static int go_on(void *arg)
{
	void *all;

	(void)arg;
	workers_clear();
	workers_exchange(5, 500);
	workers_run(3, 500);
	/* enough for the heaps to be repaired, whoever comes first */
	for (int i = 0; i < 4; i++) {
		all = malloc(GB);
		if (!all)
			return 3;
		free(all);
	}
	if (check())
		return check();
	workers_run(5, 500);
	workers_clear();
	return check();
}

static int fork_again(void *arg)
{
	workers_start(2);
	for (int i = 0; i < 3; i++)
		if (in_child(go_on, arg))
			return 10;
	workers_stop();
	return go_on(arg);
}

static int run_another(void *arg)
{
	(void)arg;
	free(malloc(1000));
	execl("/bin/true", "true", (char *)NULL);
	return 1;
}

static void fork_often(struct ktest *test, int (*body)(void *arg), int times)
{
	workers_start(3);
	for (int i = 0; i < times; i++) {
		KTEST_EXPECT_EQ(test, in_child(body, NULL), 0);
		workers_exchange(7, 100);
	}
	workers_stop();
	workers_clear();
	KTEST_EXPECT_EQ(test, check(), 0);
}

static void test_child_goes_on(struct ktest *test)
{
	fork_often(test, go_on, 60);
}

static void test_child_forks(struct ktest *test)
{
	fork_often(test, fork_again, 10);
}

static void test_child_runs_another(struct ktest *test)
{
	fork_often(test, run_another, 30);
}

/* ---------------------------------------------------------------- no memory is lost */

enum { BLOCKS = 150000, BYTES = 250 };

static void **list;

/* In a thread of its own: some 40 MB. */
static void *make_list(void *arg)
{
	for (int i = 0; i < BLOCKS; i++) {
		void **p = malloc(BYTES);

		*p = list;
		list = p;
	}
	if (arg) /* lives on until main() says so */
		pthread_barrier_wait(arg);
	if (arg)
		pthread_barrier_wait(arg);
	return NULL;
}

static void free_list(void)
{
	while (list) {
		void **next = *list;

		free(list);
		list = next;
	}
}

/* Frees what the thread has made that is gone, and another thread uses that memory. */
static int use_it_again(void *arg)
{
	size_t before = resident();
	pthread_t thread;

	(void)arg;
	free_list();
	free(malloc(GB)); /* it lives on */
	pthread_create(&thread, NULL, make_list, NULL);
	pthread_join(thread, NULL);
	return resident() > before + BLOCKS * (size_t)BYTES / 2;
}

static void test_child_uses_it_again(struct ktest *test)
{
	pthread_barrier_t barrier;
	pthread_t thread;

	pthread_barrier_init(&barrier, NULL, 2);
	pthread_create(&thread, NULL, make_list, &barrier);
	pthread_barrier_wait(&barrier);
	KTEST_EXPECT_EQ(test, in_child(use_it_again, NULL), 0);
	pthread_barrier_wait(&barrier);
	pthread_join(thread, NULL);
	free_list();
}

#if LINKED

/* ------------------------------------------------- somebody tends heaps meanwhile */

#define SOMEBODY 64ul /* not a thread's number */

static unsigned long seen_tending;

/* In the child, called before most handlers: it might allocate. */
static void see_tending(void)
{
	seen_tending = hakmem_default.tending.value;
}

__attribute__((constructor(102))) static void register_early(void)
{
	pthread_atfork(NULL, NULL, see_tending);
}

/* A thread that tends them is gone in the child: another one may, and a handler, too. */
static int tend(void *arg)
{
	static struct hakmem_thread nobody;

	if (seen_tending)
		return 2;
	hakmem_thread_init(&nobody);
	return arg && hakmem_thread_deleted(&nobody);
}

static void test_tending_thread_is_gone(struct ktest *test)
{
	hakmem_default.tending.value = SOMEBODY;
	KTEST_EXPECT_EQ(test, in_child(tend, test), 0);
	hakmem_default.tending.value = 0;
}

/* A repair that is refused is made up for. */
static int use_it_later(void *arg)
{
	hakmem_default.tending.value = SOMEBODY;
	free(malloc(GB));
	hakmem_default.tending.value = 0;
	return use_it_again(arg);
}

static void test_refused_repair(struct ktest *test)
{
	pthread_barrier_t barrier;
	pthread_t thread;

	pthread_barrier_init(&barrier, NULL, 2);
	pthread_create(&thread, NULL, make_list, &barrier);
	pthread_barrier_wait(&barrier);
	KTEST_EXPECT_EQ(test, in_child(use_it_later, NULL), 0);
	pthread_barrier_wait(&barrier);
	pthread_join(thread, NULL);
	free_list();
}

/* ------------------------------------------------------------------- created heaps */

static struct hakmem_heap *created;

static void *create_heap(void *barrier)
{
	created = hakmem_heap_create();
	free(hakmem_heap_malloc(created, 100));
	pthread_barrier_wait(barrier);
	pthread_barrier_wait(barrier);
	return NULL;
}

/* Its thread is gone: who allocates from it next owns it. */
static int use_created(void *arg)
{
	(void)arg;
	free(malloc(GB)); /* it lives on */
	return !hakmem_heap_malloc(created, 100) || hakmem_validate();
}

static void test_created_heap(struct ktest *test)
{
	pthread_barrier_t barrier;
	pthread_t thread;

	pthread_barrier_init(&barrier, NULL, 2);
	pthread_create(&thread, NULL, create_heap, &barrier);
	pthread_barrier_wait(&barrier);
	KTEST_EXPECT_EQ(test, in_child(use_created, NULL), 0);
	pthread_barrier_wait(&barrier);
	pthread_join(thread, NULL);
}

#endif

/* --------------------------------------------------------------- threads that are gone */

static int do_nothing(void *arg)
{
	(void)arg;
	return 0;
}

/* The child has no memory to be had from the system. */
static void test_no_memory(struct ktest *test)
{
	struct rlimit limit, none = { .rlim_cur = 1 << 20 };

	getrlimit(RLIMIT_AS, &limit);
	none.rlim_max = limit.rlim_max;
	workers_start(3);
	setrlimit(RLIMIT_AS, &none);
	for (int i = 0; i < 10; i++)
		KTEST_EXPECT_EQ(test, in_child(do_nothing, NULL), 0);
	setrlimit(RLIMIT_AS, &limit);
	workers_stop();
	workers_clear();
}

static pthread_key_t last_key;

/* In the last round: nobody hears of the thread's end. */
static void allocate_last(void *value)
{
	uintptr_t round = (uintptr_t)value;

	if (round < PTHREAD_DESTRUCTOR_ITERATIONS)
		pthread_setspecific(last_key, (void *)(round + 1));
	else
		free(malloc(50));
}

static void *end_unheard(void *arg)
{
	pthread_setspecific(last_key, (void *)1);
	return arg;
}

/* With so large a stack that the C library does not keep it. */
static void run_unheard(struct ktest *test)
{
	pthread_attr_t attributes;
	pthread_t thread;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 256 << 20);
	KTEST_ASSERT_EQ(test, pthread_create(&thread, &attributes, end_unheard, NULL), 0);
	pthread_join(thread, NULL);
	pthread_attr_destroy(&attributes);
}

/* The struct of a thread that has left a heap behind is not there any more, or another's. */
static void test_thread_ended_unheard(struct ktest *test)
{
	KTEST_ASSERT_EQ(test, pthread_key_create(&last_key, allocate_last), 0);
	run_unheard(test);
	KTEST_EXPECT_EQ(test, in_child(go_on, NULL), 0);
	for (int fill = 0; fill < 256; fill += 85) {
		void *stack;

		run_unheard(test);
		stack = mmap(NULL, 256 << 20, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		KTEST_ASSERT_TRUE(test, stack != MAP_FAILED);
		memset((char *)stack + (255 << 20), fill, 1 << 20);
		KTEST_EXPECT_EQ(test, in_child(go_on, NULL), 0);
		munmap(stack, 256 << 20);
	}
	pthread_key_delete(last_key);
}

static const struct ktest_case cases[] = {
#if LINKED
	KTEST_CASE(test_tending_thread_is_gone),
	KTEST_CASE(test_refused_repair),
	KTEST_CASE(test_created_heap),
#endif
	KTEST_CASE(test_no_memory),
	KTEST_CASE(test_thread_ended_unheard),
	KTEST_CASE(test_child_uses_it_again),
	KTEST_CASE(test_child_goes_on),
	KTEST_CASE(test_child_forks),
	KTEST_CASE(test_child_runs_another),
	{ 0 },
};

const struct ktest_suite fork_suite = { .name = "fork", .cases = cases };
