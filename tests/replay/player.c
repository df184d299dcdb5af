/* SPDX-License-Identifier: MIT */
#include "player.h"

#include <hakmem.h>

#include "pattern.h"
#include "support/image.h"

static void count(struct player *player, size_t kind, uint32_t cost)
{
	if (player->costs)
		cost_stats_add((void *)((char *)player->costs + kind), cost);
}

#define COUNT(player, kind, cost) count(player, offsetof(struct player_costs, kind), cost)

/* Takes a new block into its slot; @zeroed: calloc made it. */
static void settle(struct player *player, struct player_slot *slot, void *block,
		   const struct trace_op *op, bool zeroed)
{
	size_t alignment = HAKMEM_ALIGNMENT;

	if (!block) {
		player->failed++;
		return;
	}
	if (trace_op_code(op) == TRACE_ALIGNED && trace_op_alignment(op) > alignment)
		alignment = trace_op_alignment(op);
	if ((uintptr_t)block % alignment) {
		player->damaged++;
		return;
	}
	if (zeroed && !pattern_is_zero(block, op->size))
		player->damaged++;

	*slot = (struct player_slot){ block, op->size, player->next };
	pattern_fill(block, 0, slot->size, slot->seed);
	player->live += slot->size;
}

static void play_malloc(struct player *player, struct player_slot *slot,
			const struct trace_op *op)
{
	uintptr_t block;
	uint32_t cost;
	bool zeroed = false;

	if (trace_op_code(op) == TRACE_ALIGNED) {
		cost = image_cost((image_fn)hakmem_aligned_alloc, trace_op_alignment(op),
				  op->size, &block);
	} else if (trace_op_code(op) == TRACE_CALLOC && !player->calloc_as_malloc) {
		cost = image_cost((image_fn)hakmem_calloc, 1, op->size, &block);
		zeroed = true;
	} else {
		cost = image_cost((image_fn)hakmem_malloc, op->size, 0, &block);
	}
	COUNT(player, malloc, cost);
	settle(player, slot, (void *)block, op, zeroed);
}

static void check_contents(struct player *player, const struct player_slot *slot)
{
	if (!pattern_check(slot->block, slot->size, slot->seed))
		player->damaged++;
}

static void play_realloc(struct player *player, struct player_slot *slot,
			 const struct trace_op *op)
{
	uint32_t kept = slot->size < op->size ? slot->size : op->size;
	uintptr_t block;
	uint32_t cost;

	check_contents(player, slot);
	cost = image_cost((image_fn)hakmem_realloc, (uintptr_t)slot->block, op->size,
			  &block);
	COUNT(player, realloc, cost);
	if (!block) {
		player->failed++;
		return;
	}

	player->live -= slot->size;
	slot->block = NULL;
	if (block % HAKMEM_ALIGNMENT) {
		player->damaged++;
		return;
	}
	slot->block = (void *)block;
	slot->size = op->size;
	player->live += slot->size;
	if (!pattern_check(slot->block, kept, slot->seed))
		player->damaged++;
	pattern_fill(slot->block, kept, slot->size, slot->seed);
}

static void play_free(struct player *player, struct player_slot *slot)
{
	uintptr_t unused;
	uint32_t cost;

	check_contents(player, slot);
	cost = image_cost((image_fn)hakmem_free, (uintptr_t)slot->block, 0, &unused);
	COUNT(player, free, cost);
	player->live -= slot->size;
	slot->block = NULL;
}

void player_step(struct player *player)
{
	const struct trace_op *op = &player->trace->ops[player->next++];
	struct player_slot *slot = &player->slots[op->slot];

	switch (trace_op_code(op)) {
	case TRACE_REALLOC:
		if (slot->block)
			play_realloc(player, slot, op);
		break;
	case TRACE_FREE:
		if (slot->block)
			play_free(player, slot);
		break;
	default:
		play_malloc(player, slot, op);
	}
}

void player_finish(struct player *player)
{
	const struct player_slot *end = player->slots + player->trace->header->nr_slots;

	player->costs = NULL;
	for (struct player_slot *slot = player->slots; slot < end; slot++)
		if (slot->block)
			play_free(player, slot);
}
