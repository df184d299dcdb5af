/* SPDX-License-Identifier: MIT */
/*
 * The thread model on targets: hakmem_thread_hook() says which task runs, or that an
 * interrupt does, which owns nothing and borrows a heap for each call.
 */
#include "kernel/heap_list.h"
#include "tests/unit/inside.h"

#if defined(CONFIG_HAKMEM_MODEL_THREAD) && defined(CONFIG_HAKMEM_PORT_BAREMETAL)

enum { FIRST, SECOND, NR_TASKS };

static struct hakmem_thread tasks[NR_TASKS];
static struct hakmem_thread *current;

/* The first task is the program that starts. */
struct hakmem_thread *hakmem_thread_hook(void)
{
	static bool started;

	if (!started) {
		started = true;
		hakmem_thread_init(&tasks[FIRST]);
		hakmem_thread_init(&tasks[SECOND]);
		current = &tasks[FIRST];
	}
	return current;
}

static void interrupt(void)
{
	current = NULL;
}

static void task(unsigned int number)
{
	current = &tasks[number];
}

static void end_test(struct ktest *test)
{
	task(SECOND);
	hakmem_thread_exit();
	task(FIRST);
	fixture_exit(test);
}

static bool is_mine(const struct hakmem_heap *heap)
{
	return atomic_read(&heap->owner) == (unsigned long)current;
}

/* Is every heap but those of the tasks left? */
static void others_are_idle(struct ktest *test)
{
	for (struct hakmem_heap *h = heap_first(hakmem_default_arena()); h; h = heap_next(h))
		KTEST_EXPECT_TRUE(test, !atomic_read(&h->owner) || h == tasks[FIRST].heap ||
						h == tasks[SECOND].heap);
}

static void interrupt_allocates(struct ktest *test)
{
	static const size_t sizes[] = { 1, 24, CLASS_MAX, CLASS_MAX + 1, 4 * CLASS_MAX };
	void *p = hakmem_malloc(24), *q[5];
	struct hakmem_heap *mine = page_of(p)->heap;

	interrupt();
	for (unsigned int i = 0; i < 5; i++) {
		q[i] = hakmem_malloc(sizes[i]);
		if (!q[i] && !i) {
			task(FIRST);
			hakmem_free(p);
			KTEST_SKIP(test, "not enough memory for a heap");
		}
		KTEST_EXPECT_NOT_NULL(test, q[i]);
		KTEST_EXPECT_NE(test, page_of(q[i])->heap, mine);
		others_are_idle(test);
	}
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	q[0] = hakmem_realloc(q[0], 100);
	KTEST_EXPECT_NOT_NULL(test, q[0]);
	q[4] = hakmem_realloc(q[4], 24);
	KTEST_EXPECT_NOT_NULL(test, q[4]);
	for (unsigned int i = 0; i < 5; i++)
		hakmem_free(q[i]);
	hakmem_free(hakmem_aligned_alloc(64, 24));
	hakmem_free(hakmem_calloc(3, 8));
	hakmem_heap_collect(NULL);
	hakmem_thread_exit();
	others_are_idle(test);
	task(FIRST);
	KTEST_EXPECT_TRUE(test, is_mine(mine));
	hakmem_free(p);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
}

/* Even if the task that is interrupted has called with the same heap: its frees wait. */
static void interrupt_frees(struct ktest *test)
{
	void *p = hakmem_malloc(24), *q = hakmem_malloc(24);
	struct page *page = page_of(p);

	KTEST_ASSERT_EQ(test, page_of(q), page);
	interrupt();
	hakmem_free(p);
	KTEST_EXPECT_EQ(test, remote_count(page), 1);
	KTEST_EXPECT_TRUE(test, page_queued(page));
	task(FIRST);
	hakmem_free(q);
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, fixture_stats().pages, 0);
}

/* Before any task has called. */
static void interrupt_comes_first(struct ktest *test)
{
	void *p;

	interrupt();
	p = hakmem_malloc(24);
	KTEST_EXPECT_NOT_NULL(test, p);
	others_are_idle(test);
	hakmem_free(p);
	task(FIRST);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

static void interrupt_makes_a_heap(struct ktest *test)
{
	struct hakmem_heap *heap;
	void *p;

	interrupt();
	heap = hakmem_heap_create();
	KTEST_ASSERT_NOT_NULL(test, heap);
	KTEST_EXPECT_EQ(test, atomic_read(&heap->owner), 0);
	p = hakmem_heap_malloc(heap, 24);
	KTEST_EXPECT_NOT_NULL(test, p);
	KTEST_EXPECT_EQ(test, atomic_read(&heap->owner), 0);
	hakmem_free(p);
	task(FIRST);
	/* now a task has it */
	p = hakmem_heap_malloc(heap, 24);
	KTEST_EXPECT_NOT_NULL(test, p);
	KTEST_EXPECT_TRUE(test, is_mine(heap));
	interrupt();
	KTEST_EXPECT_NULL(test, hakmem_heap_malloc(heap, 24));
	KTEST_EXPECT_TRUE(test, fault_taken(test, HAKMEM_FAULT_OWNER, heap, 0));
	hakmem_free(p);
	task(FIRST);
	hakmem_heap_destroy(heap);
	interrupt();
	heap = hakmem_heap_create();
	KTEST_EXPECT_NOT_NULL(test, heap);
	hakmem_heap_destroy(heap);
	task(FIRST);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

static void tasks_have_heaps(struct ktest *test)
{
	void *p = hakmem_malloc(24), *q;
	struct hakmem_heap *mine = page_of(p)->heap;

	task(SECOND);
	q = hakmem_malloc(24);
	if (!q) {
		task(FIRST);
		hakmem_free(p);
		KTEST_SKIP(test, "not enough memory for a heap");
	}
	KTEST_EXPECT_NE(test, page_of(q)->heap, mine);
	KTEST_EXPECT_TRUE(test, is_mine(page_of(q)->heap));
	hakmem_free(p);
	KTEST_EXPECT_EQ(test, remote_count(page_of(p)), 1);
	task(FIRST);
	hakmem_free(q);
	hakmem_heap_collect(NULL);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

/* Its heap is the next task's. */
static void heap_of_a_deleted_task_is_adopted(struct ktest *test)
{
	struct hakmem_heap *heap, *named;
	void *p;

	task(SECOND);
	p = hakmem_malloc(24);
	named = hakmem_heap_create();
	if (!p || !named) {
		hakmem_free(p);
		task(FIRST);
		KTEST_SKIP(test, "not enough memory for a heap");
	}
	heap = page_of(p)->heap;
	task(FIRST);
	KTEST_EXPECT_EQ(test, hakmem_thread_deleted(&tasks[SECOND]), 0);
	KTEST_EXPECT_EQ(test, atomic_read(&heap->owner), 0);
	KTEST_EXPECT_EQ(test, atomic_read(&named->owner), 0);
	KTEST_EXPECT_EQ(test, hakmem_validate(), 0);
	hakmem_heap_destroy(named);
	hakmem_free(hakmem_malloc(1)); /* adopts it, unless it has one already */
	task(SECOND);
	hakmem_free(hakmem_malloc(1));
	KTEST_EXPECT_TRUE(test, heap == tasks[FIRST].heap || heap == tasks[SECOND].heap);
	hakmem_free(p);
	task(FIRST);
	KTEST_EXPECT_EQ(test, fixture_stats().used_blocks, 0);
}

/* Others are just walking the heaps that programs make. */
static void deletion_is_refused(struct ktest *test)
{
	struct hakmem_arena *arena = hakmem_default_arena();

	atomic_set(&arena->tending, (unsigned long)&tasks[FIRST]);
	KTEST_EXPECT_EQ(test, hakmem_thread_deleted(&tasks[SECOND]), -HAKMEM_EBUSY);
	atomic_set(&arena->tending, 0);
	KTEST_EXPECT_EQ(test, hakmem_thread_deleted(&tasks[SECOND]), 0);
	atomic_set(&arena->tending, (unsigned long)&tasks[SECOND]);
	atomic_set(&arena->adding, (unsigned long)&tasks[SECOND]);
	KTEST_EXPECT_EQ(test, hakmem_thread_deleted(&tasks[SECOND]), 0);
	KTEST_EXPECT_EQ(test, atomic_read(&arena->tending), 0);
	KTEST_EXPECT_EQ(test, atomic_read(&arena->adding), 0);
}

static const struct ktest_case interrupt_cases[] = {
	KTEST_CASE(interrupt_allocates),
	KTEST_CASE(interrupt_frees),
	KTEST_CASE(interrupt_comes_first),
	KTEST_CASE(interrupt_makes_a_heap),
	KTEST_CASE(tasks_have_heaps),
	KTEST_CASE(heap_of_a_deleted_task_is_adopted),
	KTEST_CASE(deletion_is_refused),
	{ 0 },
};

#else /* no heap a task, or no interrupts */

static void end_test(struct ktest *test)
{
	fixture_exit(test);
}

static const struct ktest_case interrupt_cases[] = { { 0 } };

#endif

const struct ktest_suite interrupt_suite = {
	.name = "interrupt",
	.init = fixture_init,
	.exit = end_test,
	.cases = interrupt_cases,
};
