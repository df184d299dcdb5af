/* SPDX-License-Identifier: MIT */
#include "workloads.h"

#include "support/mem.h"
#include "support/print.h"

static void free_if_live(struct bench *bench, uint32_t slot)
{
	if (bench->slots[slot].block)
		bench_free(bench, slot);
}

/*
 * tiny_hot: 500 batches of 64 blocks of 8 to 128 bytes, freed last in first out.
 * Sizes of even batches are log-uniform, of odd ones uniform.
 */
static void run_tiny_hot(struct bench *bench)
{
	for (uint32_t batch = 0; batch < 500; batch++) {
		for (uint32_t i = 0; i < 64; i++)
			bench_malloc(bench, i,
				     batch & 1 ? rng_range(&bench->rng, 8, 128) :
						 rng_log(&bench->rng, 8, 4));
		for (uint32_t i = 64; i-- > 0;)
			free_if_live(bench, i);
	}
}

/* mini: the same, small enough for 16 KB of RAM. */
static void run_mini(struct bench *bench)
{
	for (uint32_t batch = 0; batch < 40; batch++) {
		for (uint32_t i = 0; i < 16; i++)
			bench_malloc(bench, i, rng_range(&bench->rng, 8, 64));
		for (uint32_t i = 16; i-- > 0;)
			free_if_live(bench, i);
	}
}

enum distribution {
	UNIFORM,
	LOG,
	ALTERNATING, /* LOG at odd steps */
};

/* Sizes @lo to @hi, which is @lo << @octaves. */
struct mix {
	uint32_t steps;
	uint32_t slots;
	uint32_t lo, hi, octaves;
	enum distribution distribution;
};

static uint32_t mix_size(struct rng *rng, const struct mix *mix, uint32_t step)
{
	if (mix->distribution == LOG || (mix->distribution == ALTERNATING && (step & 1)))
		return rng_log(rng, mix->lo, mix->octaves);
	return rng_range(rng, mix->lo, mix->hi);
}

/* Each step frees what is in a random slot, and allocates there 7 times of 8. */
static void run_mix(struct bench *bench, const struct mix *mix)
{
	for (uint32_t step = 0; step < mix->steps; step++) {
		uint32_t slot = rng_below(&bench->rng, mix->slots);
		uint32_t leave_empty = !rng_below(&bench->rng, 8);
		uint32_t size = mix_size(&bench->rng, mix, step);

		free_if_live(bench, slot);
		if (!leave_empty)
			bench_malloc(bench, slot, size);
	}
	for (uint32_t i = 0; i < mix->slots; i++)
		free_if_live(bench, i);
}

static void run_rmix256k(struct bench *bench)
{
	run_mix(bench, &(struct mix){ 40000, 200, 16, 1024, 6, UNIFORM });
}

static void run_rmix32k(struct bench *bench)
{
	run_mix(bench, &(struct mix){ 40000, 64, 16, 256, 4, UNIFORM });
}

static void run_rmix256klog(struct bench *bench)
{
	run_mix(bench, &(struct mix){ 40000, 200, 16, 1024, 6, LOG });
}

static void run_mid_large(struct bench *bench)
{
	run_mix(bench, &(struct mix){ 20000, 24, 1024, 8192, 3, ALTERNATING });
}

static uint32_t gcd(uint32_t a, uint32_t b)
{
	while (b) {
		uint32_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Frees @n blocks in the order of a stride that is coprime to @n. */
static void free_in_strides(struct bench *bench, uint32_t n)
{
	uint32_t stride = 7919, slot = 0;

	while (n && gcd(stride, n) != 1)
		stride++;
	for (uint32_t i = 0; i < n; i++, slot = (slot + stride) % n)
		free_if_live(bench, slot);
}

#define FRAG_SLOTS 16384u

/*
 * frag_till_fail: 8 rounds. Fill the arena with blocks of 16 to 256 bytes, free
 * every other one, fill the gaps with blocks of 257 to 512 bytes, and what is
 * left with 16 to 256 again; each filling ends with the first call that fails.
 */
static void run_frag_till_fail(struct bench *bench)
{
	for (uint32_t round = 0; round < 8; round++) {
		uint32_t n = 0, i;

		while (n < FRAG_SLOTS &&
		       bench_malloc(bench, n, rng_range(&bench->rng, 16, 256)))
			n++;
		bench->filled[0] += n;
		for (i = 0; i < n; i += 2)
			bench_free(bench, i);

		for (i = 0; i < n; i += 2, bench->filled[1]++)
			if (!bench_malloc(bench, i, rng_range(&bench->rng, 257, 512)))
				break;
		for (; i < n; i += 2, bench->filled[2]++)
			if (!bench_malloc(bench, i, rng_range(&bench->rng, 16, 256)))
				break;
		free_in_strides(bench, n);
	}
}

/* frag_fixed: the same shape with fixed counts: 192 blocks, 96 freed, 64 new. */
static void run_frag_fixed(struct bench *bench)
{
	for (uint32_t round = 0; round < 4; round++) {
		for (uint32_t i = 0; i < 192; i++)
			bench_malloc(bench, i, rng_range(&bench->rng, 16, 256));
		for (uint32_t i = 0; i < 192; i += 2)
			free_if_live(bench, i);
		for (uint32_t i = 0; i < 128; i += 2)
			bench_malloc(bench, i, rng_range(&bench->rng, 257, 512));
		for (uint32_t i = 0; i < 192; i++)
			free_if_live(bench, i);
	}
}

/* The order is part of the seeds. */
static const struct workload workloads[] = {
	{ "tiny_hot", 64, 32768, run_tiny_hot },
	{ "rmix256K", 200, 262144, run_rmix256k },
	{ "rmix32K", 64, 32768, run_rmix32k },
	{ "rmix256Klog", 200, 262144, run_rmix256klog },
	{ "mid_large", 24, 262144, run_mid_large },
	{ "frag_till_fail", FRAG_SLOTS, 65536, run_frag_till_fail },
	{ "frag_fixed", 192, 65536, run_frag_fixed },
	{ "mini", 16, 6144, run_mini },
};

#define NR_WORKLOADS (sizeof(workloads) / sizeof(workloads[0]))

const struct workload *workload_find(const char *name)
{
	for (uint32_t i = 0; i < NR_WORKLOADS; i++)
		if (!strcmp(workloads[i].name, name))
			return &workloads[i];
	return NULL;
}

uint32_t workload_seed(const struct workload *workload)
{
	return 0x12345678u + (uint32_t)(workload - workloads) * 0x9e3779b9u;
}

void workload_list(void)
{
	for (uint32_t i = 0; i < NR_WORKLOADS; i++)
		print("  %-14s arena %lu\n", workloads[i].name,
		      (unsigned long)workloads[i].arena);
}
