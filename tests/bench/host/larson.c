/* SPDX-License-Identifier: MIT */
/*
 * larson (Larson and Krishnan, Memory Allocation for Long-Running Server Applications,
 * 1998): the main thread allocates @slots blocks of lo to hi bytes for each thread. A
 * thread replaces random blocks of its own, @rounds * @slots times, and hands them to a
 * new thread that goes on: most blocks are freed by others than those that asked for
 * them, and threads come and go. A cycle is one such thread. The original runs for a
 * time; here the number of cycles is fixed, so that everybody does the same.
 */
#include <pthread.h>

#include "calls.h"
#include "rng.h"

struct slot {
	unsigned char *p;
	uint32_t size;
};

struct worker {
	const struct bench *bench;
	struct slot *slots;
	uint32_t rng;
	struct tally tally;
};

static struct worker *workers;

static void fill(struct worker *worker, struct slot *slot)
{
	const struct bench *bench = worker->bench;

	slot->size = rng_range(&worker->rng, bench->lo, bench->hi);
	slot->p = call_malloc(slot->size);
	if (!slot->p) {
		worker->tally.failed++;
		return;
	}
	worker->tally.mallocs++;
	mark(slot->p, slot->size, worker->rng);
}

static void empty(struct worker *worker, const struct slot *slot)
{
	if (!slot->p)
		return;
	worker->tally.checksum += marks(slot->p, slot->size);
	worker->tally.frees++;
	call_free(slot->p, slot->size);
}

static __measured void measured_larson(struct worker *worker)
{
	const struct bench *bench = worker->bench;

	for (uint64_t i = 0; i < (uint64_t)bench->rounds * bench->slots; i++) {
		struct slot *slot = &worker->slots[rng_below(&worker->rng, bench->slots)];

		empty(worker, slot);
		fill(worker, slot);
	}
}

static void *thread(void *worker)
{
	measured_larson(worker);
	return NULL;
}

/* The original's threads start their own successor; here somebody waits for each. */
static void body(struct bench *bench, uint32_t n)
{
	for (uint64_t i = 0; i < bench->cycles; i++) {
		pthread_t id;

		if (pthread_create(&id, NULL, thread, &workers[n]))
			fail("no thread");
		pthread_join(id, NULL);
	}
}

static void begin(struct bench *bench)
{
	workers = memory(bench->threads * sizeof(*workers));
	for (uint32_t n = 0; n < bench->threads; n++) {
		struct worker *worker = &workers[n];

		worker->bench = bench;
		worker->slots = memory(bench->slots * sizeof(struct slot));
		worker->rng = bench->seed + n;
		for (uint32_t i = 0; i < bench->slots; i++)
			fill(worker, &worker->slots[i]);
		worker->tally = (struct tally){ 0 };
	}
}

static void run(struct bench *bench)
{
	run_threads(bench, body);
}

static void end(struct bench *bench)
{
	for (uint32_t n = 0; n < bench->threads; n++) {
		tally_add(bench, &workers[n].tally);
		for (uint32_t i = 0; i < bench->slots; i++)
			empty(&workers[n], &workers[n].slots[i]);
	}
}

const struct kind kind_larson = { begin, run, end };
