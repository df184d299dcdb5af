/* SPDX-License-Identifier: MIT */
/*
 * xorshift32 (Marsaglia, shifts 13, 17, 5): small, fast, the same sequence on
 * every machine, period 2^32 - 1. For tests and workloads only.
 */
#ifndef SUPPORT_RNG_H
#define SUPPORT_RNG_H

#include <stdint.h>

/** struct rng - one sequence; @state is never 0. */
struct rng {
	uint32_t state;
};

/** rng_seed() - start the sequence of @seed; 0 counts as 1. */
void rng_seed(struct rng *rng, uint32_t seed);

/** rng_next() - the next number, 1 to 2^32 - 1. */
uint32_t rng_next(struct rng *rng);

/** rng_below() - uniform in 0 to @n - 1: the high word of rng_next() * @n. */
uint32_t rng_below(struct rng *rng, uint32_t n);

/** rng_range() - uniform in @lo to @hi, both included. */
uint32_t rng_range(struct rng *rng, uint32_t lo, uint32_t hi);

/**
 * rng_log() - log-uniform: an octave, then uniform within it.
 * @lo: smallest value.
 * @octaves: number of doublings; at least 1.
 *
 * Return: @lo to @lo << @octaves; the upper end is part of the last octave.
 * Draws two numbers.
 */
uint32_t rng_log(struct rng *rng, uint32_t lo, uint32_t octaves);

#endif /* SUPPORT_RNG_H */
