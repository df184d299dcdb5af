/* SPDX-License-Identifier: MIT */
/* tiny_hot: batches of 150 blocks of one size, freed last in first out; a cycle is one. */
#include "calls.h"

#define BATCH 150

static struct tally tally;

static inline void batch(uint32_t size, uint32_t number)
{
	void *blocks[BATCH];

	for (uint32_t i = 0; i < BATCH; i++)
		blocks[i] = stamped_malloc(&tally, size, number + i);
	for (uint32_t i = BATCH; i-- > 0;)
		stamped_free(&tally, blocks[i]);
}

static __measured void measured_batches(struct bench *bench)
{
	for (uint64_t i = 0; i < bench->cycles; i++)
		batch(bench->lo, (uint32_t)i);
}

static void begin(struct bench *bench)
{
	batch(bench->lo, 0);
	tally = (struct tally){ 0 };
}

static void end(struct bench *bench)
{
	tally_add(bench, &tally);
}

const struct kind kind_batches = { begin, measured_batches, end };
