/* SPDX-License-Identifier: MIT */
/*
 * Latency of each call, in ticks of the processor's counter, and live bytes.
 *
 * A call is between two readings of the counter that nothing overtakes; what two
 * readings cost with nothing between them is printed, and not subtracted. Calls during
 * which another program ran are left out, and counted. Each thread has histograms of its
 * own, which are summed up at the end.
 *
 * Small requests are those up to 1024 bytes. They are made in a function of their own,
 * so that callgrind can tell what happens in there.
 */
#include "observe.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <x86intrin.h>

#include "calls.h"

#define SMALL	1024u /* scripts/bench.py: hakmem's direct page cache ends there */
#define BUCKETS 65536u
#define LONG	8192u /* ticks: such a call may have been interrupted */

enum call {
	MALLOC,
	FREE,
	NR_CALLS,
};

struct histogram {
	uint32_t buckets[BUCKETS];
	uint64_t n;
	uint64_t max;
};

/* Of one thread. @switches: how often another program has taken its processor. */
struct histograms {
	struct histogram of[NR_CALLS];
	struct histograms *next;
	long switches;
	uint64_t interrupted;
};

static _Thread_local struct histograms *mine;
static struct histograms *_Atomic all;
static atomic_bool on;
static atomic_long live, peak;
static atomic_ulong small_requests;
static uint64_t ticks, nanoseconds, timer_cost;

/* ------------------------------------------------------------------- counting */

static struct histograms *histograms(void)
{
	if (!mine) {
		mine = memory(sizeof(*mine));
		mine->next = atomic_load(&all);
		while (!atomic_compare_exchange_weak(&all, &mine->next, mine))
			;
	}
	return mine;
}

static inline uint64_t counter(void)
{
	uint64_t value;

	_mm_lfence();
	value = __rdtsc();
	_mm_lfence();
	return value;
}

/* Was the processor taken away since the last time? */
static bool was_interrupted(struct histograms *h)
{
	long before = h->switches;
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	h->switches = usage.ru_nivcsw;
	return h->switches != before;
}

/* Another program's time is no latency of the call's. */
static void add(enum call call, uint64_t cost)
{
	struct histograms *all_calls = histograms();
	struct histogram *h = &all_calls->of[call];

	if (!atomic_load_explicit(&on, memory_order_relaxed))
		return;
	if (cost >= LONG && was_interrupted(all_calls)) {
		all_calls->interrupted++;
		return;
	}
	h->buckets[cost < BUCKETS ? cost : BUCKETS - 1]++;
	h->n++;
	if (cost > h->max)
		h->max = cost;
}

static void live_add(long bytes)
{
	long value =
		atomic_fetch_add_explicit(&live, bytes, memory_order_relaxed) + bytes;
	long old = atomic_load_explicit(&peak, memory_order_relaxed);

	while (value > old && !atomic_compare_exchange_weak(&peak, &old, value))
		;
}

/* ---------------------------------------------------------------------- calls */

__measured void *observe_small(size_t size)
{
	return subject_malloc(size);
}

__measured void *observe_small_calloc(size_t size)
{
	return subject_calloc(1, size);
}

static void count_request(size_t size)
{
	if (size <= SMALL && atomic_load_explicit(&on, memory_order_relaxed))
		atomic_fetch_add_explicit(&small_requests, 1, memory_order_relaxed);
}

void *observe_malloc(size_t size)
{
	uint64_t start = counter();
	void *p = size <= SMALL ? observe_small(size) : subject_malloc(size);

	add(MALLOC, counter() - start);
	count_request(size);
	if (p)
		live_add((long)size);
	return p;
}

void *observe_calloc(size_t size)
{
	uint64_t start = counter();
	void *p = size <= SMALL ? observe_small_calloc(size) : subject_calloc(1, size);

	add(MALLOC, counter() - start);
	count_request(size);
	if (p)
		live_add((long)size);
	return p;
}

void *observe_realloc(void *p, size_t old, size_t size)
{
	void *new = subject_realloc(p, size);

	if (new)
		live_add((long)size - (long)old);
	return new;
}

void observe_free(void *p, size_t size)
{
	uint64_t start = counter();

	subject_free(p);
	add(FREE, counter() - start);
	live_add(-(long)size);
}

/* --------------------------------------------------------------------- result */

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* The least that two readings in a row cost. */
static uint64_t least_cost(void)
{
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < 1000; i++) {
		uint64_t start = counter(), cost = counter() - start;

		if (cost < least)
			least = cost;
	}
	return least;
}

void observe_start(void)
{
	was_interrupted(histograms());
	timer_cost = least_cost();
	nanoseconds = now();
	ticks = counter();
	atomic_store(&on, 1);
}

void observe_stop(void)
{
	atomic_store(&on, 0);
	ticks = counter() - ticks;
	nanoseconds = now() - nanoseconds;
}

static double to_ns(uint64_t cost)
{
	return ticks ? (double)cost * (double)nanoseconds / (double)ticks : 0;
}

/* Nearest rank. */
static uint64_t percentile(const struct histogram *h, unsigned int percent)
{
	uint64_t rank = (h->n * percent + 99) / 100, seen = 0;

	for (uint32_t i = 0; i < BUCKETS - 1; i++) {
		seen += h->buckets[i];
		if (seen >= rank)
			return i;
	}
	return h->max;
}

static uint64_t all_interrupted(void)
{
	uint64_t sum = 0;

	for (struct histograms *h = atomic_load(&all); h; h = h->next)
		sum += h->interrupted;
	return sum;
}

static void sum_up(struct histogram *sum, enum call call)
{
	for (struct histograms *h = atomic_load(&all); h; h = h->next) {
		const struct histogram *one = &h->of[call];

		for (uint32_t i = 0; i < BUCKETS; i++)
			sum->buckets[i] += one->buckets[i];
		sum->n += one->n;
		if (one->max > sum->max)
			sum->max = one->max;
	}
}

static const char *const names[NR_CALLS] = { "malloc", "free" };
static struct histogram sums[NR_CALLS];

void observe_print(void)
{
	printf(" peak_live=%ld live=%ld small=%lu timer_ns=%.1f interrupted=%llu",
	       atomic_load(&peak), atomic_load(&live), atomic_load(&small_requests),
	       to_ns(timer_cost), (unsigned long long)all_interrupted());
	for (unsigned int call = 0; call < NR_CALLS; call++) {
		const struct histogram *h = &sums[call];

		sum_up(&sums[call], call);
		printf(" %s_p50_ns=%.1f %s_p95_ns=%.1f %s_p99_ns=%.1f %s_max_ns=%.1f",
		       names[call], to_ns(percentile(h, 50)), names[call],
		       to_ns(percentile(h, 95)), names[call], to_ns(percentile(h, 99)),
		       names[call], to_ns(h->max));
	}
}

void observe_print_histograms(void)
{
	for (unsigned int call = 0; call < NR_CALLS; call++) {
		printf("histogram %s", names[call]);
		for (uint32_t i = 0; i < BUCKETS; i++)
			if (sums[call].buckets[i])
				printf(" %.0f:%u", to_ns(i), sums[call].buckets[i]);
		printf("\n");
	}
}
