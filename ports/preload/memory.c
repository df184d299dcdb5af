// SPDX-License-Identifier: MIT
/*
 * The arena's memory, from mmap() and back to the system.
 *
 * Growing. Look-ups are fast in the first three regions, so these come in large steps
 * that reach far: 64 MB, 2 GB, and as much as the machine has, 64 GB at most. What was
 * never touched costs no memory, and its tables, three bits and a pointer for each 32 KB,
 * are 0.03 % of it. Where the system refuses that much (a limit of address space, strict
 * accounting of memory), half of it is asked for, and so on. More than three regions, when
 * that happens or memory is overcommitted, cost time in free() only.
 *
 * Requests of any size come from there, so that free() finds every block in the same way.
 * One that does not fit becomes a region of its own, for which the system may refuse what
 * it can never hold; the region stays when the block is freed, its memory does not.
 *
 * Giving back. A large run goes back to the system when it is freed. Of smaller ones,
 * much waits for a second first, and more for none: it may be wanted again soon, and
 * memory from the system must be cleared first. (jemalloc's decay takes ten seconds, and
 * mimalloc's delay ten milliseconds.) The clock is looked at when a run is freed.
 *
 * Waiting. Growing is the only thing that threads wait for, by yielding.
 */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>
#include "context.h"
#include "heap.h"
#include "heap_list.h"
#include "region.h"
#include "run_search.h"
#include "preload.h" /* last: names of <stdatomic.h> are the kernel's, too */

#define MB ((size_t)1 << 20)

#define FIRST_STEP  (64 * MB)
#define SECOND_STEP (2048 * MB)
#define LARGE_STEP  (65536 * MB)
#define LEAST_STEP  MB

#define LARGE_RUN  (32 * MB)	  /* goes back at once */
#define KEPT_BYTES (16 * MB)	  /* or an eighth of what is in use: what may stay */
#define WAIT_BYTES (256 * MB)	  /* what may wait ... */
#define WAIT_MS	   1000		  /* ... for so long */
#define TURNOVER   256		  /* that often it may be taken and freed again */
#define LIVES_ON   MB		  /* a child that claims this much does */
#define KEPT_RUN   (64 * (size_t)1024) /* shorter runs are not worth a call */

static struct {
	atomic_bool growing;
	atomic_bool trimming;
	atomic_size_t freed; /* bytes of runs that wait to go back, as far as is known */
	atomic_long since;   /* milliseconds: when more than may stay was first seen; 0 */
	atomic_size_t mapped;
	atomic_size_t before_repair; /* bytes to be claimed first; 0: nothing is to do */
	size_t steps;	     /* taken so far; for who is growing */
} memory;

/* ------------------------------------------------------------------- growing */

static void *map(size_t size, int flags)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags,
		       -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/* What mmap() gives is zero: hakmem_calloc() need not clear it. */
unsigned int hakmem_region_hook(const void *base, size_t size)
{
	(void)base;
	(void)size;
	return HAKMEM_REGION_ZEROED;
}

static size_t step_size(void)
{
	struct sysinfo info;
	size_t all;

	if (memory.steps == 0)
		return FIRST_STEP;
	if (memory.steps == 1 || sysinfo(&info))
		return SECOND_STEP;
	all = (size_t)info.totalram * info.mem_unit;
	all = (all + SECOND_STEP - 1) & ~(SECOND_STEP - 1);
	return all < LARGE_STEP ? all : LARGE_STEP;
}

/* Bytes that a region takes to hold a run of @size bytes. */
static size_t with_tables(size_t size)
{
	size_t slice = (size_t)1 << CONFIG_HAKMEM_SLICE_SHIFT_MAX;

	return ((size + slice - 1) & ~(slice - 1)) + size / 1024 + 2 * slice;
}

static bool add(void *base, size_t size)
{
	int error = arena_ready(&hakmem_default) ? hakmem_add_region(base, size)
						 : hakmem_init(base, size);

	if (error) {
		munmap(base, size);
		return false;
	}
	memory.steps++;
	atomic_fetch_add_explicit(&memory.mapped, size, memory_order_relaxed);
	return true;
}

/* A region that holds @size bytes in one run. */
static bool add_step(size_t size)
{
	size_t need = with_tables(size);
	void *base;

	for (size_t step = step_size(); step >= need && step >= LEAST_STEP; step /= 2) {
		base = map(step, MAP_NORESERVE);
		if (base)
			return add(base, step);
	}
	/* more than a step: the system says whether that makes sense */
	base = size > PTRDIFF_MAX / 2 ? NULL : map(need, 0);
	return base && add(base, need);
}

/* Is there a run of @size bytes after all? Then others grew, or freed one. */
static bool has_room(struct hakmem_arena *arena, size_t size)
{
	struct run run;

	run.length = slices_for(arena, size);
	return run_search(arena, run.length, &run) != 0;
}

/*
 * What was freed into heaps of threads that have ended, which nobody else collects as
 * long as there is memory. The calling thread's heap is in the middle of an allocation.
 */
static void collect_idle(struct hakmem_arena *arena)
{
	for (struct hakmem_heap *heap = heap_first(arena); heap; heap = heap_next(heap)) {
		if (!heap_try_enter(heap))
			continue;
		heap_collect(heap);
		heap_leave(heap);
	}
}

static bool take(atomic_bool *flag)
{
	return !atomic_exchange_explicit(flag, true, memory_order_acquire);
}

static void leave(atomic_bool *flag)
{
	atomic_store_explicit(flag, false, memory_order_release);
}

/* Whoever waited looks for itself: others may have wanted less, or got nothing. */
bool hakmem_grow_hook(struct hakmem_arena *arena, size_t size)
{
	int error = errno;
	bool grown;

	while (!take(&memory.growing))
		sched_yield();
	collect_idle(arena);
	grown = has_room(arena, size) || add_step(size);
	leave(&memory.growing);
	errno = error;
	return grown;
}

/*
 * A claim takes what was freed before: it does not wait any more. A part of it counts on,
 * as the claim may have taken other memory. Two at once may subtract too much; then the
 * next release trims.
 */
static void reuse(size_t size)
{
	size_t freed = atomic_load_explicit(&memory.freed, memory_order_relaxed);
	size_t reused = size - size / TURNOVER;

	if (freed)
		atomic_fetch_sub_explicit(&memory.freed, reused < freed ? reused : freed,
					  memory_order_relaxed);
}

/* What fork() has left is repaired when the child turns out to live on. */
static void repair_in_time(struct hakmem_arena *arena, size_t size)
{
	size_t left = atomic_load_explicit(&memory.before_repair, memory_order_relaxed);

	if (likely(!left))
		return;
	if (left > size) {
		atomic_store_explicit(&memory.before_repair, left - size, memory_order_relaxed);
		return;
	}
	if (!take(&memory.growing))
		return;
	left = orphans_repair() ? 0 : LIVES_ON;
	collect_idle(arena);
	atomic_store_explicit(&memory.before_repair, left, memory_order_relaxed);
	leave(&memory.growing);
}

void hakmem_claim_hook(struct hakmem_arena *arena, size_t size)
{
	reuse(size);
	repair_in_time(arena, size);
}

/* Nobody else is there: pthread_create() allocates before there are two threads. */
void memory_start(void)
{
	add_step(0);
}

/* --------------------------------------------------------------- giving back */

/*
 * Where the system's pages begin that lie in the @size bytes at @base as a whole; @size
 * becomes their bytes, perhaps none. A page may be longer than a slice, and madvise() rounds
 * lengths up: to what is somebody else's.
 */
static char *whole_pages(void *base, size_t *size)
{
	uintptr_t page = (uintptr_t)getpagesize();
	uintptr_t first = ((uintptr_t)base + page - 1) & ~(page - 1);
	uintptr_t end = ((uintptr_t)base + *size) & ~(page - 1);

	*size = end > first ? end - first : 0;
	return (char *)first;
}

static bool give_back(void *base, size_t size, void *arg)
{
	char *pages = whole_pages(base, &size);

	(void)arg;
	if (size)
		madvise(pages, size, MADV_DONTNEED);
	return true;
}

/* What fails here is written, and so are the ends. */
void memory_clear(void *block, size_t size)
{
	char *bytes = block, *pages, *end;
	size_t length = size;
	int error = errno;

	pages = whole_pages(block, &length);
	end = pages + length;
	if (!length || madvise(pages, length, MADV_DONTNEED)) {
		memset(block, 0, size);
	} else {
		memset(block, 0, (size_t)(pages - bytes));
		memset(end, 0, (size_t)(bytes + size - end));
	}
	errno = error;
}

size_t memory_trim(void)
{
	size_t bytes;

	if (!take(&memory.trimming))
		return 0;
	bytes = hakmem_arena_trim(&hakmem_default, KEPT_RUN, give_back, NULL);
	leave(&memory.trimming);
	return bytes;
}

/* What may stay. */
static size_t kept(const struct hakmem_arena *arena)
{
	size_t mapped = atomic_load_explicit(&memory.mapped, memory_order_relaxed);
	size_t used = mapped - (atomic_read(&arena->free_slices) << slice_shift(arena));

	return used / 8 > KEPT_BYTES ? used / 8 : KEPT_BYTES;
}

/* Has more than may stay been free for WAIT_MS? All that time it was seen to be so. */
static bool waited(void)
{
	long since = atomic_load_explicit(&memory.since, memory_order_relaxed), now;
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
	now = time.tv_sec * 1000L + time.tv_nsec / 1000000 + 1;
	if (!since)
		atomic_store_explicit(&memory.since, now, memory_order_relaxed);
	return since && now - since >= WAIT_MS;
}

static bool is_due(const struct hakmem_arena *arena, size_t freed)
{
	if (freed > kept(arena))
		return freed > WAIT_BYTES || waited();
	if (atomic_load_explicit(&memory.since, memory_order_relaxed))
		atomic_store_explicit(&memory.since, 0, memory_order_relaxed);
	return false;
}

void hakmem_release_hook(struct hakmem_arena *arena, void *base, size_t size)
{
	int error = errno;

	(void)arena;
	if (size >= LARGE_RUN)
		give_back(base, size, NULL);
	else
		atomic_fetch_add_explicit(&memory.freed, size, memory_order_relaxed);
	errno = error;
}

void hakmem_released_hook(struct hakmem_arena *arena)
{
	size_t freed = atomic_load_explicit(&memory.freed, memory_order_relaxed);
	int error = errno;

	if (is_due(arena, freed)) {
		atomic_store_explicit(&memory.freed, 0, memory_order_relaxed);
		atomic_store_explicit(&memory.since, 0, memory_order_relaxed);
		memory_trim();
	}
	errno = error;
}

/* ---------------------------------------------------------------------- fork */

void memory_forked(void)
{
	leave(&memory.growing);
	leave(&memory.trimming);
	atomic_store_explicit(&memory.before_repair, LIVES_ON, memory_order_relaxed);
	if (atomic_read(&hakmem_default.adding))
		atomic_set(&hakmem_default.adding, 0);
	if (atomic_read(&hakmem_default.tending))
		atomic_set(&hakmem_default.tending, 0);
}
