/* SPDX-License-Identifier: MIT */
#include "cost_stats.h"

#include "support/mem.h"

void cost_stats_init(struct cost_stats *stats, uint32_t *buckets, uint32_t nr_buckets)
{
	memset(buckets, 0, nr_buckets * sizeof(*buckets));
	*stats = (struct cost_stats){
		.buckets = buckets,
		.nr_buckets = nr_buckets,
	};
}

void cost_stats_add(struct cost_stats *stats, uint32_t cost)
{
	stats->n++;
	stats->sum += cost;
	if (cost > stats->max)
		stats->max = cost;
	if (cost < stats->nr_buckets)
		stats->buckets[cost]++;
	else
		stats->overflow++;
}

uint32_t cost_stats_mean10(const struct cost_stats *stats)
{
	if (!stats->n)
		return 0;
	return (uint32_t)((stats->sum * 10 + stats->n / 2) / stats->n);
}

uint32_t cost_stats_percentile(const struct cost_stats *stats, uint32_t percent)
{
	uint64_t rank = ((uint64_t)stats->n * percent + 99) / 100;
	uint64_t seen = 0;

	for (uint32_t cost = 0; cost < stats->nr_buckets; cost++) {
		seen += stats->buckets[cost];
		if (seen >= rank)
			return cost;
	}
	return stats->max;
}
