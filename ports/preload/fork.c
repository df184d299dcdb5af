// SPDX-License-Identifier: MIT
/*
 * fork() in a program with threads. The child has one thread; the heaps of the others
 * are as these left them, perhaps in the middle of a change. Nothing is locked, so the
 * child goes on at once with its own heap, and frees into the others remotely.
 *
 * Orphans get a new owner, a copy of the struct of the thread that is gone: threads of the
 * child may lie at the same addresses. Heaps have room for these copies, as there may be no
 * memory. When the child has taken some memory, these heaps are repaired as those of deleted
 * tasks are, and are idle from then on. A child that runs another program soon never does
 * that.
 *
 * What the threads that are gone had in their hands is lost: at most one block, page or
 * run for each of them.
 *
 * Some threads end without notice and still own a heap: the first malloc() of theirs came in
 * the last round of destructors, or they left by the system call. Where such a thread's struct
 * was, there may be no memory any more, or somebody else's. It was in the middle of nothing.
 */
#include <errno.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "context.h"
#include "heap.h"
#include "heap_list.h"
#include "preload.h"

/* Those whose heaps are to be repaired; the structs lie in heaps that never go. */
static struct orphan *orphans;

/* Whose heaps stay as they are: there was no struct for them. */
static struct hakmem_thread lost;

static unsigned long owner_of(const struct hakmem_heap *heap)
{
	return atomic_read(&heap->owner) & ~OWNER_FLAGS;
}

/* -------------------------------------------------------------- threads of the parent */

/* Is there memory at @p? The system reads a signal mask there before it refuses the call. */
static bool is_readable(const void *p)
{
	return !syscall(SYS_rt_sigprocmask, -1, p, NULL, sizeof(uint64_t)) || errno != EFAULT;
}

static bool is_whole(const struct hakmem_thread *thread)
{
	const char *end = (const char *)(thread + 1);
	int error = errno;
	bool whole = is_readable(thread) && is_readable(end - sizeof(uint64_t));

	errno = error;
	return whole;
}

/* Does what is there speak of a heap that says the same, as @heap may be, or of none? */
static bool is_thread(const struct hakmem_thread *thread, const struct hakmem_heap *heap)
{
	if (thread->heap == HEAP_NONE || thread->heap == heap)
		return true;
	heap = heap_first(&hakmem_default);
	while (heap && heap != thread->heap)
		heap = heap_next(heap);
	return heap && owner_of(heap) == (unsigned long)thread;
}

static struct orphan *find(unsigned long former)
{
	struct orphan *orphan = orphans;

	while (orphan && orphan->former != former)
		orphan = orphan->next;
	return orphan;
}

/* A struct that is free: that of @heap, if it never goes, or another one's. */
static struct orphan *find_free(struct hakmem_heap *heap)
{
	if (heap->created || heap->orphan.former)
		heap = heap_first(&hakmem_default);
	while (heap && heap->orphan.former)
		heap = heap_next(heap);
	return heap ? &heap->orphan : NULL;
}

/* The owner of @heap, whose number was @former. */
static struct orphan *add(struct hakmem_heap *heap, unsigned long former)
{
	const struct hakmem_thread *thread = (const struct hakmem_thread *)former;
	struct orphan *orphan = find_free(heap);

	if (!orphan)
		return NULL;
	hakmem_thread_init(&orphan->thread);
	if (is_whole(thread) && is_thread(thread, heap))
		orphan->thread = *thread;
	orphan->former = former;
	orphan->next = orphans;
	orphans = orphan;
	return orphan;
}

/* ---------------------------------------------------------------------------- heaps */

static void adopt(struct hakmem_heap *heap)
{
	unsigned long former = owner_of(heap);
	struct hakmem_thread *thread = &lost;
	struct orphan *orphan;

	if (!former || former == port_self() || former == (unsigned long)&lost)
		return;
	orphan = find(former);
	if (!orphan)
		orphan = add(heap, former);
	if (orphan)
		thread = &orphan->thread;
	atomic_set(&heap->owner,
		   (unsigned long)thread | (atomic_read(&heap->owner) & OWNER_FLAGS));
}

/* Orphans of the parent's, which was a child, too, keep their structs. */
void orphans_make(void)
{
	for (struct orphan *orphan = orphans; orphan; orphan = orphan->next)
		orphan->former = (unsigned long)&orphan->thread;
	for (struct hakmem_heap *h = heap_first(&hakmem_default); h; h = heap_next(h))
		adopt(h);
	for (struct hakmem_heap *h = heap_first_created(&hakmem_default); h; h = heap_next(h))
		adopt(h);
}

bool orphans_repair(void)
{
	while (orphans) {
		if (hakmem_thread_deleted(&orphans->thread))
			return false;
		orphans->former = 0;
		orphans = orphans->next;
	}
	return true;
}

static void in_child(void)
{
	memory_forked();
	orphans_make();
}

/*
 * Handlers are called in the order in which they came, and others may allocate: before most
 * constructors, and the shared library's before all (Makefile).
 */
__attribute__((constructor(101))) static void watch_forks(void)
{
	if (pthread_atfork(NULL, NULL, in_child))
		report_failed("no memory to be told of fork()");
}
