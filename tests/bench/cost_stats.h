/* SPDX-License-Identifier: MIT */
/*
 * Statistics over the costs of single calls: an exact histogram, so that the
 * percentiles are exact too.
 */
#ifndef BENCH_COST_STATS_H
#define BENCH_COST_STATS_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct cost_stats - costs of one operation.
 * @buckets: bucket[i] counts the calls that cost i.
 * @nr_buckets: number of them; what costs more is in @overflow.
 * @n: number of calls.
 * @overflow: calls beyond the buckets; @max and @sum are exact all the same.
 * @max: the dearest one.
 * @sum: of all costs.
 */
struct cost_stats {
	uint32_t *buckets;
	uint32_t nr_buckets;
	uint32_t n;
	uint32_t overflow;
	uint32_t max;
	uint64_t sum;
};

/** cost_stats_init() - empty statistics on @nr_buckets words of memory. */
void cost_stats_init(struct cost_stats *stats, uint32_t *buckets, uint32_t nr_buckets);

/** cost_stats_add() - one call more. */
void cost_stats_add(struct cost_stats *stats, uint32_t cost);

/** cost_stats_mean10() - the mean in tenths, rounded; 0 without calls. */
uint32_t cost_stats_mean10(const struct cost_stats *stats);

/**
 * cost_stats_percentile() - nearest rank: the smallest cost that at least
 * @percent of 100 calls do not exceed; @max when it is beyond the buckets.
 */
uint32_t cost_stats_percentile(const struct cost_stats *stats, uint32_t percent);

#endif /* BENCH_COST_STATS_H */
