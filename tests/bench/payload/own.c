/* SPDX-License-Identifier: MIT */
#include <hakmem.h>

#include "payload.h"
#include "support/print.h"

/* Tables in the arena; what each further heap takes, as those for interrupts do. */
void print_heap(void)
{
	struct hakmem_stats fresh, stats;

	hakmem_stats(&fresh);
	hakmem_heap_create();
	hakmem_stats(&stats);
	print(" root=%zu tables=%zu heap=%zu", hakmem_arena_bytes(), fresh.metadata,
	      stats.heap_bytes);
}
