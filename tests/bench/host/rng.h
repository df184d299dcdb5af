/* SPDX-License-Identifier: MIT */
/* support/rng.h, in line: it is part of what is timed. */
#ifndef BENCH_HOST_RNG_H
#define BENCH_HOST_RNG_H

#include <stdint.h>

static inline uint32_t rng_next(uint32_t *state)
{
	uint32_t x = *state;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return *state = x;
}

/* 0 to @n - 1. */
static inline uint32_t rng_below(uint32_t *state, uint32_t n)
{
	return (uint32_t)(((uint64_t)rng_next(state) * n) >> 32);
}

/* @lo to @hi, both included. */
static inline uint32_t rng_range(uint32_t *state, uint32_t lo, uint32_t hi)
{
	return lo + rng_below(state, hi - lo + 1);
}

#endif /* BENCH_HOST_RNG_H */
