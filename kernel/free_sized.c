// SPDX-License-Identifier: MIT
/* Freeing with a check. */
#include "block.h"
#include "context.h"
#include "fault.h"

/* Is it a block that may have been asked for with that size? A call, for its stack. */
static noinline bool may_free(struct hakmem_arena *arena, void *p, size_t size)
{
	struct block_info info;

	if (!block_look_up(arena, p, &info))
		fault_report(arena, info.fault, p, info.page);
	else if (!block_can_have(&info, size))
		fault_report(arena, HAKMEM_FAULT_SIZE, p, info.page);
	else
		return true;
	return false;
}

void hakmem_free_sized(void *p, size_t size)
{
	if (p && may_free(&hakmem_default, p, size))
		hakmem_free(p);
}
