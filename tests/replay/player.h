/* SPDX-License-Identifier: MIT */
/*
 * Plays a trace against the allocator and checks every block: its alignment when
 * it is handed out, its zeroes when calloc made it, and all bytes of its contents
 * when it is resized or freed.
 */
#ifndef REPLAY_PLAYER_H
#define REPLAY_PLAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../bench/cost_stats.h"
#include "trace.h"

/** struct player_slot - a block of the trace; @block is NULL when unused. */
struct player_slot {
	void *block;
	uint32_t size;
	uint32_t seed;
};

/** struct player_costs - statistics for each kind of call. */
struct player_costs {
	struct cost_stats malloc; /* aligned_alloc and calloc, too */
	struct cost_stats realloc;
	struct cost_stats free;
};

/**
 * struct player - a replay; what is not said to change is for the user to set.
 * @trace: what to play.
 * @slots: a slot for each of the trace's, all zero at the start.
 * @costs: where the calls are counted, or NULL.
 * @calloc_as_malloc: calloc is played as malloc: no clearing, no zeroes expected.
 * @next: index of the next record.
 * @live: bytes asked for by the blocks that are live now.
 * @failed: calls that returned NULL.
 * @damaged: blocks that were not as they must be.
 */
struct player {
	const struct trace *trace;
	struct player_slot *slots;
	struct player_costs *costs;
	bool calloc_as_malloc;
	uint32_t next;
	uint32_t live;
	uint32_t failed;
	uint32_t damaged;
};

/**
 * player_step() - play the next record. A block that could not be had stays
 * unused: what the trace does with it later is left out.
 */
void player_step(struct player *player);

/** player_finish() - check and free the blocks that the trace leaves live. */
void player_finish(struct player *player);

#endif /* REPLAY_PLAYER_H */
