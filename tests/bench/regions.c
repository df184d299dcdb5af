/* SPDX-License-Identifier: MIT */
/*
 * Three pieces with gaps between them, the same size each:
 *
 *	| lower |  gap  | middle |  gap  | upper |
 *
 * First the lower one is the only region, then all three are regions, added in
 * every order. Each time the regions are filled with blocks of one size, and all
 * blocks are freed. A cost is the median over the blocks of a piece: most frees are
 * neither the first one into a full page nor that of a page's last block.
 */
#include "regions.h"

#include <hakmem.h>

#include <stdbool.h>

#include "common.h"
#include "cost_stats.h"
#include "support/image.h"

#define NR_PIECES  3
#define NR_ORDERS  6
#define BLOCK_SIZE 32
#define BUCKETS	   128 /* a median above this would show as the maximum */

enum call {
	FREE,
	USABLE,
	NR_CALLS,
};

static const char *const call_names[NR_CALLS] = { "free", "usable" };
static const char *const piece_names[NR_PIECES] = { "lower", "middle", "upper" };

/** struct costs - medians, by the piece that the block is in. */
struct costs {
	uint32_t of[NR_CALLS][NR_PIECES];
};

/** struct link - a block, in the list of all of them. */
struct link {
	struct link *next;
};

/**
 * struct layout - where the pieces are.
 * @pitch: bytes from one piece to the next one.
 * @size: bytes of a piece, the rest is gap.
 */
struct layout {
	char *base;
	size_t pitch;
	size_t size;
};

static void *piece(const struct layout *layout, uint32_t i)
{
	return layout->base + i * layout->pitch;
}

/* The first @n of @order become regions. */
static bool add(const struct layout *layout, const uint8_t *order, uint32_t n)
{
	if (hakmem_init(piece(layout, order[0]), layout->size))
		return false;
	for (uint32_t i = 1; i < n; i++)
		if (hakmem_add_region(piece(layout, order[i]), layout->size))
			return false;
	return true;
}

static struct link *fill(void)
{
	struct link *blocks = NULL, *block;

	while ((block = hakmem_malloc(BLOCK_SIZE))) {
		block->next = blocks;
		blocks = block;
	}
	return blocks;
}

static void free_all(const struct layout *layout, struct link *blocks,
		     struct cost_stats (*stats)[NR_PIECES])
{
	uintptr_t unused;

	while (blocks) {
		struct link *next = blocks->next;
		uintptr_t block = (uintptr_t)blocks;
		size_t where = (block - (uintptr_t)layout->base) / layout->pitch;

		cost_stats_add(&stats[USABLE][where],
			       image_cost((image_fn)hakmem_usable_size, block, 0, &unused));
		cost_stats_add(&stats[FREE][where],
			       image_cost((image_fn)hakmem_free, block, 0, &unused));
		blocks = next;
	}
}

/* Return: false when the heap or a region is not what it should be. */
static bool measure(const struct layout *layout, const uint8_t *order, uint32_t n,
		    struct costs *costs)
{
	static uint32_t buckets[NR_CALLS][NR_PIECES][BUCKETS];
	struct cost_stats stats[NR_CALLS][NR_PIECES];
	bool good = true;

	for (uint32_t c = 0; c < NR_CALLS; c++)
		for (uint32_t i = 0; i < NR_PIECES; i++)
			cost_stats_init(&stats[c][i], buckets[c][i], BUCKETS);
	if (!add(layout, order, n))
		return false;
	free_all(layout, fill(), stats);

	for (uint32_t i = 0; i < n; i++)
		good &= stats[FREE][order[i]].n > 0;
	for (uint32_t c = 0; c < NR_CALLS; c++)
		for (uint32_t i = 0; i < NR_PIECES; i++)
			costs->of[c][i] = cost_stats_percentile(&stats[c][i], 50);
	return good && !hakmem_validate() && !fault_count;
}

static void keep_dearest(struct costs *dearest, const struct costs *costs)
{
	for (uint32_t c = 0; c < NR_CALLS; c++)
		for (uint32_t i = 0; i < NR_PIECES; i++)
			if (costs->of[c][i] > dearest->of[c][i])
				dearest->of[c][i] = costs->of[c][i];
}

static void print_three(const struct costs *costs)
{
	for (uint32_t c = 0; c < NR_CALLS; c++)
		for (uint32_t i = 0; i < NR_PIECES; i++)
			print(" %s_%s=%lu", call_names[c], piece_names[i],
			      (unsigned long)costs->of[c][i]);
}

int regions_main(char *memory, size_t size)
{
	static const uint8_t orders[NR_ORDERS][NR_PIECES] = {
		{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
		{ 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
	};
	struct layout layout = { memory, size / 8 * 3, size / 4 };
	struct costs one, three, dearest = { 0 };
	uint32_t damaged = 0;

	damaged += !measure(&layout, orders[0], 1, &one);
	for (uint32_t i = 0; i < NR_ORDERS; i++) {
		const uint8_t *order = orders[i];

		damaged += !measure(&layout, order, NR_PIECES, &three);
		keep_dearest(&dearest, &three);
		print("added %s, %s, %s:", piece_names[order[0]], piece_names[order[1]],
		      piece_names[order[2]]);
		print_three(&three);
		print("\n");
	}
	print("regions arena=%zu free_one=%lu usable_one=%lu", size,
	      (unsigned long)one.of[FREE][0], (unsigned long)one.of[USABLE][0]);
	print_three(&dearest);
	print(" damaged=%lu\n", (unsigned long)damaged);
	return damaged ? 1 : 0;
}
