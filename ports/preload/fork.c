// SPDX-License-Identifier: MIT
/*
 * fork() in a program with threads. The child has one thread; the heaps of the others
 * are as these left them, perhaps in the middle of a change. Nothing is locked, so the
 * child goes on at once with its own heap, and frees into the others remotely.
 *
 * Orphans get a new owner, a copy of the struct of the thread that is gone: threads of the
 * child may lie at the same addresses. When the child has taken some memory, these heaps
 * are repaired as those of deleted tasks are, and are idle from then on. A child that
 * runs another program soon never does that.
 *
 * What the threads that are gone had in their hands is lost: at most one block, page or
 * run for each of them.
 */
#include <pthread.h>
#include <sys/mman.h>
#include "context.h"
#include "heap.h"
#include "heap_list.h"
#include "preload.h"

/* The copies, in a mapping of their own; it is never given back. */
struct orphans {
	size_t nr;
	struct {
		struct hakmem_thread thread;
		unsigned long former; /* its number when it lived */
	} of[];
};

static struct orphans *orphans;

static bool is_orphan(const struct hakmem_heap *heap)
{
	unsigned long owner = atomic_read(&heap->owner) & ~OWNER_FLAGS;

	return owner && owner != port_self();
}

static size_t count(void)
{
	size_t n = 0;

	for (struct hakmem_heap *h = heap_first(&hakmem_default); h; h = heap_next(h))
		n += is_orphan(h);
	return n;
}

/* The copy of the thread whose number was @former. */
static struct hakmem_thread *copy_of(unsigned long former)
{
	size_t i;

	for (i = 0; i < orphans->nr; i++)
		if (orphans->of[i].former == former)
			return &orphans->of[i].thread;
	orphans->of[i].thread = *(const struct hakmem_thread *)former;
	orphans->of[i].former = former;
	orphans->nr++;
	return &orphans->of[i].thread;
}

static void adopt(struct hakmem_heap *heap)
{
	unsigned long owner = atomic_read(&heap->owner);
	struct hakmem_thread *thread = copy_of(owner & ~OWNER_FLAGS);

	atomic_set(&heap->owner, (unsigned long)thread | (owner & OWNER_FLAGS));
}

void orphans_make(void)
{
	size_t n = count();
	void *memory;

	if (!n)
		return;
	memory = mmap(NULL, sizeof(*orphans) + n * sizeof(orphans->of[0]),
		      PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		report_failed("no memory for what fork() leaves");
	orphans = memory;
	for (struct hakmem_heap *h = heap_first(&hakmem_default); h; h = heap_next(h))
		if (is_orphan(h))
			adopt(h);
}

bool orphans_repair(void)
{
	for (; orphans && orphans->nr; orphans->nr--)
		if (hakmem_thread_deleted(&orphans->of[orphans->nr - 1].thread))
			return false;
	orphans = NULL;
	return true;
}

static void in_child(void)
{
	memory_forked();
	orphans_make();
}

__attribute__((constructor)) static void watch_forks(void)
{
	pthread_atfork(NULL, NULL, in_child);
}
