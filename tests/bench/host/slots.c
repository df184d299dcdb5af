/* SPDX-License-Identifier: MIT */
/*
 * random_mixed, mid_large, mid_large_mt: a cycle frees what is in a random slot, and
 * allocates a block of random size there, 7 times of 8. With several threads each has
 * slots of its own.
 */
#include "calls.h"
#include "rng.h"

struct worker {
	void **slots;
	uint32_t rng;
	struct tally tally;
};

static struct worker *workers;

static inline void cycle(const struct bench *bench, struct worker *worker, uint32_t *rng)
{
	void **slot = &worker->slots[rng_below(rng, bench->slots)];
	uint32_t empty = !rng_below(rng, 8);
	uint32_t size = rng_range(rng, bench->lo, bench->hi);

	if (*slot)
		stamped_free(&worker->tally, *slot);
	*slot = empty ? NULL : stamped_malloc(&worker->tally, size, *rng);
}

static __measured void measured_slots(struct bench *bench, uint32_t n)
{
	struct worker *worker = &workers[n];
	uint32_t rng = worker->rng;

	for (uint64_t i = 0; i < bench->cycles; i++)
		cycle(bench, worker, &rng);
	worker->rng = rng;
}

/* Each slot is used some times before anything is measured. */
static void warm_up(const struct bench *bench, struct worker *worker)
{
	for (uint64_t i = 0; i < 4ull * bench->slots; i++)
		cycle(bench, worker, &worker->rng);
	worker->tally = (struct tally){ 0 };
}

static void begin(struct bench *bench)
{
	workers = memory(bench->threads * sizeof(*workers));
	for (uint32_t n = 0; n < bench->threads; n++) {
		workers[n].slots = memory(bench->slots * sizeof(void *));
		workers[n].rng = bench->seed + n;
	}
	if (bench->threads == 1)
		warm_up(bench, &workers[0]);
}

static void body(struct bench *bench, uint32_t n)
{
	warm_up(bench, &workers[n]);
	measured_slots(bench, n);
}

static void run(struct bench *bench)
{
	if (bench->threads == 1)
		measured_slots(bench, 0);
	else
		run_threads(bench, body);
}

static void end(struct bench *bench)
{
	for (uint32_t n = 0; n < bench->threads; n++) {
		struct tally rest = { 0 };

		tally_add(bench, &workers[n].tally);
		for (uint32_t i = 0; i < bench->slots; i++)
			if (workers[n].slots[i])
				stamped_free(&rest, workers[n].slots[i]);
		bench->total.checksum += rest.checksum;
	}
}

const struct kind kind_slots = { begin, run, end };
