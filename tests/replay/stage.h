/* SPDX-License-Identifier: MIT */
/* What a replay needs besides the player: the trace and the board's memory. */
#ifndef REPLAY_STAGE_H
#define REPLAY_STAGE_H

#include <stddef.h>

#include "player.h"
#include "trace.h"

/**
 * struct stage - set up once.
 * @trace: the board's data file, checked.
 * @slots: a slot for each of the trace's; at the end of the board's memory.
 * @arena: what is left for the allocator, aligned to 4 KB.
 * @size: bytes there.
 */
struct stage {
	struct trace trace;
	struct player_slot *slots;
	void *arena;
	size_t size;
};

/** stage_set() - set up. Return: NULL, or what is wrong, for a person. */
const char *stage_set(struct stage *stage);

/** stage_play() - a player at the start of the trace, with all slots unused. */
struct player stage_play(const struct stage *stage);

#endif /* REPLAY_STAGE_H */
