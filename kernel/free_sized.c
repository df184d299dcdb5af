// SPDX-License-Identifier: MIT
/* Freeing with a check. */
#include "block.h"
#include "context.h"
#include "fault.h"

void hakmem_free_sized(void *p, size_t size)
{
	struct hakmem_arena *arena = &hakmem_default;
	struct block_info info;

	if (!p)
		return;
	if (!block_look_up(arena, p, &info))
		fault_report(arena, info.fault, p, info.page);
	else if (!block_can_have(&info, size))
		fault_report(arena, HAKMEM_FAULT_SIZE, p, info.page);
	else
		hakmem_free(p);
}
