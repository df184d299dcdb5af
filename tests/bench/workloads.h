/* SPDX-License-Identifier: MIT */
/*
 * Synthetic workloads. Seeds, generators and order of calls are fixed, so that
 * any two allocators, and any two versions of one, see the same requests; only
 * what an allocator cannot serve changes what follows.
 */
#ifndef BENCH_WORKLOADS_H
#define BENCH_WORKLOADS_H

#include <stdbool.h>
#include <stdint.h>

#include "cost_stats.h"
#include "support/rng.h"

/** struct bench_slot - a block; @block is NULL when there is none. */
struct bench_slot {
	void *block;
	uint32_t size;
};

/**
 * struct bench - one run.
 * @rng: where the requests come from.
 * @slots: the workload's, all zero at the start.
 * @malloc: costs of the calls that succeeded.
 * @free: costs of all frees.
 * @live: bytes asked for by live blocks.
 * @peak: its largest value.
 * @failed: mallocs that returned NULL.
 * @failed_max: cost of the dearest of them.
 * @damaged: blocks whose contents or alignment were wrong.
 * @filled: blocks got by the three fillings of frag_till_fail.
 */
struct bench {
	struct rng rng;
	struct bench_slot *slots;
	struct cost_stats malloc;
	struct cost_stats free;
	uint32_t live;
	uint32_t peak;
	uint32_t failed;
	uint32_t failed_max;
	uint32_t damaged;
	uint32_t filled[3];
};

/** struct workload - what to run. */
struct workload {
	const char *name;
	uint32_t nr_slots;
	uint32_t arena; /* bytes that suit it */
	void (*run)(struct bench *bench);
};

/** workload_find() - the workload of that name, or NULL. */
const struct workload *workload_find(const char *name);

/** workload_seed() - the seed of its sequence. */
uint32_t workload_seed(const struct workload *workload);

/** workload_list() - print a line for each workload. */
void workload_list(void);

/* What workloads do, in bench.c. */
bool bench_malloc(struct bench *bench, uint32_t slot, uint32_t size);
void bench_free(struct bench *bench, uint32_t slot);

#endif /* BENCH_WORKLOADS_H */
