/* SPDX-License-Identifier: MIT */
#include "stage.h"

#include "support/image.h"
#include "support/mem.h"

#define ARENA_ALIGN 4096u

const char *stage_set(struct stage *stage)
{
	size_t size, file_size, table, skip;
	char *memory = image_arena(&size);
	void *file = image_blob(&file_size);
	const char *wrong;

	skip = (ARENA_ALIGN - (uintptr_t)memory % ARENA_ALIGN) % ARENA_ALIGN;
	if (skip > size)
		return "this board has too little RAM";
	memory += skip;
	size = (size - skip) & ~(_Alignof(struct player_slot) - 1);

	wrong = trace_open(&stage->trace, file, file_size, (uint32_t *)memory,
			   size / sizeof(uint32_t));
	if (wrong)
		return wrong;
	table = stage->trace.header->nr_slots * sizeof(struct player_slot);
	if (table > size)
		return "too many blocks at once for this board";

	stage->arena = memory;
	stage->size = size - table;
	stage->slots = (struct player_slot *)(memory + stage->size);
	return NULL;
}

struct player stage_play(const struct stage *stage)
{
	memset(stage->slots, 0, stage->trace.header->nr_slots * sizeof(*stage->slots));
	return (struct player){ .trace = &stage->trace, .slots = stage->slots };
}
