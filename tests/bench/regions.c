/* SPDX-License-Identifier: MIT */
/*
 * Three pieces with gaps between them, the same size each:
 *
 *	| lower |  gap  | middle |  gap  | upper |
 *
 * First the lower one is the only region, then all three are regions, added in
 * every order. Each time the regions are filled with blocks of one size, and all
 * blocks are freed. A cost is the smallest one of a piece, which is that of the fast
 * path: neither the first free into a full page nor that of a page's last block.
 * (In pieces below some 2 KB pages hold two blocks, and there is no other free.)
 */
#include "regions.h"

#include <hakmem.h>

#include <stdbool.h>

#include "common.h"
#include "support/image.h"
#include "support/mem.h"

#define NR_PIECES  3
#define NR_ORDERS  6
#define BLOCK_SIZE 32

enum call {
	FREE,
	USABLE,
	NR_CALLS,
};

static const char *const call_names[NR_CALLS] = { "free", "usable" };
static const char *const piece_names[NR_PIECES] = { "lower", "middle", "upper" };

/** struct costs - by the piece that the block is in; UINT32_MAX without a block. */
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

static void keep_least(uint32_t *least, image_fn call, uintptr_t block)
{
	uintptr_t unused;
	uint32_t cost = image_cost(call, block, 0, &unused);

	if (cost < *least)
		*least = cost;
}

static void free_all(const struct layout *layout, struct link *block, struct costs *costs)
{
	while (block) {
		struct link *next = block->next;
		uintptr_t p = (uintptr_t)block;
		size_t i = (p - (uintptr_t)layout->base) / layout->pitch;

		keep_least(&costs->of[USABLE][i], (image_fn)hakmem_usable_size, p);
		keep_least(&costs->of[FREE][i], (image_fn)hakmem_free, p);
		block = next;
	}
}

/* Return: false when a region got no blocks, or the heap is broken. */
static bool measure(const struct layout *layout, const uint8_t *order, uint32_t n,
		    struct costs *costs)
{
	memset(costs, 0xff, sizeof(*costs));
	if (!add(layout, order, n))
		return false;
	free_all(layout, fill(), costs);

	for (uint32_t i = 0; i < n; i++)
		if (costs->of[FREE][order[i]] == UINT32_MAX)
			return false;
	return !hakmem_validate() && !fault_count;
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
