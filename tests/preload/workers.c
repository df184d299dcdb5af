// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdint.h>
#include "preload_test.h"
#include "support/rng.h"
#include "workers.h"

#define SLOTS	    512
#define WORKERS_MAX 64

/* At the start of a block; the rest is filled. */
struct head {
	uint32_t size;
	uint32_t seed;
};

atomic_uint workers_errors;

static _Atomic(struct head *) slots[SLOTS];
static pthread_t threads[WORKERS_MAX];
static unsigned int nr_threads, nr_rounds;
static atomic_bool stopping;

static void check_and_free(struct head *head)
{
	if (!head)
		return;
	if (!is_filled(head + 1, head->size - sizeof(*head), head->seed))
		workers_errors++;
	free(head);
}

/* Mostly small; some become runs. */
static uint32_t some_size(struct rng *rng)
{
	uint32_t size = rng_log(rng, sizeof(struct head) + 8, 8);

	return rng_below(rng, 200) ? size : size * 40;
}

static void *some_block(struct rng *rng, uint32_t size)
{
	switch (rng_below(rng, 8)) {
	case 0:
		return calloc(1, size);
	case 1:
		return aligned_alloc(64, size);
	case 2:
		return realloc(malloc(size / 2), size);
	default:
		return malloc(size);
	}
}

void workers_exchange(unsigned int seed, unsigned int rounds)
{
	struct rng rng;

	rng_seed(&rng, seed);
	while (rounds--) {
		uint32_t size = some_size(&rng);
		struct head *head = some_block(&rng, size);

		if (!head) {
			workers_errors++;
			continue;
		}
		head->size = size;
		head->seed = seed + rounds;
		fill(head + 1, size - sizeof(*head), head->seed);
		check_and_free(atomic_exchange(&slots[rng_below(&rng, SLOTS)], head));
	}
}

void workers_clear(void)
{
	for (unsigned int i = 0; i < SLOTS; i++)
		check_and_free(atomic_exchange(&slots[i], NULL));
}

static void *work(void *arg)
{
	unsigned int seed = 1 + (unsigned int)(uintptr_t)arg;

	if (nr_rounds)
		workers_exchange(seed, nr_rounds);
	else
		while (!stopping)
			workers_exchange(seed += 97, 10);
	return NULL;
}

static void start(unsigned int n, unsigned int rounds)
{
	nr_rounds = rounds;
	stopping = false;
	for (nr_threads = 0; nr_threads < n; nr_threads++)
		if (pthread_create(&threads[nr_threads], NULL, work,
				   (void *)(uintptr_t)nr_threads))
			workers_errors++;
}

void workers_stop(void)
{
	stopping = true;
	while (nr_threads)
		pthread_join(threads[--nr_threads], NULL);
}

void workers_run(unsigned int n, unsigned int rounds)
{
	start(n, rounds);
	workers_stop();
}

void workers_start(unsigned int n)
{
	start(n, 0);
}
