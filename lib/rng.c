/* SPDX-License-Identifier: MIT */
#include "support/rng.h"

void rng_seed(struct rng *rng, uint32_t seed)
{
	rng->state = seed ? seed : 1;
}

uint32_t rng_next(struct rng *rng)
{
	uint32_t x = rng->state;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	rng->state = x;
	return x;
}

uint32_t rng_below(struct rng *rng, uint32_t n)
{
	return (uint32_t)(((uint64_t)rng_next(rng) * n) >> 32);
}

uint32_t rng_range(struct rng *rng, uint32_t lo, uint32_t hi)
{
	return lo + rng_below(rng, hi - lo + 1);
}

uint32_t rng_log(struct rng *rng, uint32_t lo, uint32_t octaves)
{
	uint32_t octave = rng_below(rng, octaves);
	uint32_t base = lo << octave;

	return base + rng_below(rng, base + (octave == octaves - 1));
}
