/* SPDX-License-Identifier: MIT */
/*
 * fragment_stress, a cycle: fill all slots with blocks of lo to hi bytes, free every
 * other one, fill two thirds of the gaps with blocks twice as large and the rest with
 * small ones, and free all in the order of a stride.
 */
#include "calls.h"
#include "rng.h"

static void **slots;
static struct tally tally;
static uint32_t rng;

static void fill(uint32_t slot, uint32_t lo, uint32_t hi)
{
	slots[slot] = stamped_malloc(&tally, rng_range(&rng, lo, hi), slot);
}

static void empty(uint32_t slot)
{
	stamped_free(&tally, slots[slot]);
}

static __measured void measured_fragment(struct bench *bench)
{
	uint32_t n = bench->slots, large = n / 3 * 2, stride = 7919;

	for (uint64_t cycle = 0; cycle < bench->cycles; cycle++) {
		for (uint32_t i = 0; i < n; i++)
			fill(i, bench->lo, bench->hi);
		for (uint32_t i = 0; i < n; i += 2)
			empty(i);
		for (uint32_t i = 0; i < large; i += 2)
			fill(i, bench->hi + 1, bench->hi * 2);
		for (uint32_t i = (large + 1) & ~1u; i < n; i += 2)
			fill(i, bench->lo, bench->hi);
		for (uint32_t i = 0, slot = 0; i < n; i++, slot = (slot + stride) % n)
			empty(slot);
	}
}

static void begin(struct bench *bench)
{
	if (bench->slots % 7919 == 0)
		fail("a multiple of 7919 slots");
	slots = memory(bench->slots * sizeof(void *));
	rng = bench->seed;
}

static void end(struct bench *bench)
{
	tally_add(bench, &tally);
}

const struct kind kind_fragment = { begin, measured_fragment, end };
