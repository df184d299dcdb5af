/* SPDX-License-Identifier: MIT */
/*
 * Costs of single calls of malloc and free under a synthetic workload, in
 * instructions (image_cost()). Arguments: the workload, then the bytes of its
 * arena; none, or 0: what suits the workload. The last line printed is the
 * result; lines "histogram" before it say how many calls had which cost. Every
 * block is filled, and checked when it is freed. The workload "regions" stands apart
 * (regions.c).
 *
 * Calls that return NULL are counted apart (failed, failed_max) and are in none
 * of the other figures.
 */
#include "../replay/pattern.h"
#include "allocator.h"
#include "common.h"
#include "support/image.h"
#include "support/mem.h"
#include "support/parse.h"
#include "workloads.h"

#define BUCKETS	      65536u
#define ALIGNMENT     (2 * sizeof(void *)) /* what malloc() owes */
#define REGIONS	      "regions"
#define REGIONS_ARENA 32768u

bool bench_malloc(struct bench *bench, uint32_t slot, uint32_t size)
{
	uintptr_t block;
	uint32_t cost = image_cost((image_fn)bench_allocator.malloc, size, 0, &block);

	bench->slots[slot] = (struct bench_slot){ (void *)block, size };
	if (!block) {
		bench->failed++;
		if (cost > bench->failed_max)
			bench->failed_max = cost;
		return false;
	}
	cost_stats_add(&bench->malloc, cost);
	if (block % ALIGNMENT)
		bench->damaged++;
	bench->live += size;
	if (bench->live > bench->peak)
		bench->peak = bench->live;
	pattern_fill((void *)block, 0, size, slot);
	return true;
}

void bench_free(struct bench *bench, uint32_t slot)
{
	struct bench_slot *s = &bench->slots[slot];
	uintptr_t unused;

	if (!pattern_check(s->block, s->size, slot))
		bench->damaged++;
	bench->live -= s->size;
	cost_stats_add(&bench->free, image_cost((image_fn)bench_allocator.free,
						(uintptr_t)s->block, 0, &unused));
	s->block = NULL;
}

/* Lays out the memory: arena, slots, and buckets for as much as there is left. */
static int prepare(struct bench *bench, const struct workload *workload, size_t arena)
{
	size_t size, slots, rest;
	char *memory = bench_memory(&size);
	uint32_t *buckets, nr_buckets;

	slots = workload->nr_slots * sizeof(struct bench_slot);
	if (arena > size || slots > size - ((arena + 7) & ~(size_t)7))
		return -1;

	bench->slots = (void *)(memory + ((arena + 7) & ~(size_t)7));
	memset(bench->slots, 0, slots);
	buckets = (void *)(bench->slots + workload->nr_slots);
	rest = (size_t)(memory + size - (char *)buckets) / sizeof(*buckets);
	nr_buckets = rest / 2 < BUCKETS ? (uint32_t)(rest / 2) : BUCKETS;
	cost_stats_init(&bench->malloc, buckets, nr_buckets);
	cost_stats_init(&bench->free, buckets + nr_buckets, nr_buckets);
	rng_seed(&bench->rng, workload_seed(workload));
	return bench_allocator.start(memory, arena);
}

static void print_costs(const char *name, const struct cost_stats *stats)
{
	uint32_t mean10 = cost_stats_mean10(stats);

	print(" %s_n=%lu %s_mean=%lu.%lu %s_p50=%lu %s_p99=%lu %s_max=%lu", name,
	      (unsigned long)stats->n, name, (unsigned long)(mean10 / 10),
	      (unsigned long)(mean10 % 10), name,
	      (unsigned long)cost_stats_percentile(stats, 50), name,
	      (unsigned long)cost_stats_percentile(stats, 99), name,
	      (unsigned long)stats->max);
}

/* cost:calls, some to a line. */
#define PER_LINE 16u

static void print_histogram(const char *name, const struct cost_stats *stats)
{
	uint32_t n = 0;

	for (uint32_t cost = 0; cost < stats->nr_buckets; cost++) {
		if (!stats->buckets[cost])
			continue;
		if (n++ % PER_LINE == 0)
			print("%shistogram %s", n > 1 ? "\n" : "", name);
		print(" %lu:%lu", (unsigned long)cost,
		      (unsigned long)stats->buckets[cost]);
	}
	print("\n");
}

static void print_result(const struct bench *bench, const char *name, size_t arena)
{
	if (bench->malloc.overflow || bench->free.overflow)
		print("%lu costs beyond the buckets: percentiles may be maxima\n",
		      (unsigned long)(bench->malloc.overflow + bench->free.overflow));
	print("bench name=%s arena=%zu", name, arena);
	print_costs("malloc", &bench->malloc);
	print_costs("free", &bench->free);
	print(" failed=%lu failed_max=%lu peak=%lu", (unsigned long)bench->failed,
	      (unsigned long)bench->failed_max, (unsigned long)bench->peak);
	if (bench->filled[0])
		print(" filled=%lu+%lu+%lu", (unsigned long)bench->filled[0],
		      (unsigned long)bench->filled[1], (unsigned long)bench->filled[2]);
	print(" damaged=%lu\n", (unsigned long)bench->damaged);
}

static int impossible(size_t arena)
{
	print("bench: an arena of %zu bytes is not possible\n", arena);
	return 2;
}

static int run_workload(const struct workload *workload, size_t arena)
{
	static struct bench bench;

	if (prepare(&bench, workload, arena))
		return impossible(arena);
	workload->run(&bench);
	if (!bench_allocator.valid())
		bench.damaged++;
	print_histogram("malloc", &bench.malloc);
	print_histogram("free", &bench.free);
	print_result(&bench, workload->name, arena);
	return bench.damaged ? 1 : 0;
}

static int run_regions(size_t arena)
{
	size_t size;
	char *memory = bench_memory(&size);

	return arena > size ? impossible(arena) : bench_allocator.regions(memory, arena);
}

int image_main(int argc, char **argv)
{
	const struct workload *workload = argc > 1 ? workload_find(argv[1]) : NULL;
	size_t arena = argc > 2 ? parse_size(argv[2]) : 0;

	if (!image_cost_works()) {
		print("bench: runs with --icount only\n");
		return 2;
	}
	if (workload)
		return run_workload(workload, arena ? arena : workload->arena);
	if (argc > 1 && bench_allocator.regions && !strcmp(argv[1], REGIONS))
		return run_regions(arena ? arena : REGIONS_ARENA);
	print("usage: bench WORKLOAD [ARENA]\n");
	workload_list();
	print("  %-14s arena %u\n", REGIONS, REGIONS_ARENA);
	return 2;
}
