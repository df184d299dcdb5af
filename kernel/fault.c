// SPDX-License-Identifier: MIT
/* One way out for every report of misuse and corruption. Kept in release builds. */
#include "fault.h"
#include "page_flags.h"
#include "size_class.h"

struct hakmem_fault hakmem_last_fault;

static void report(struct hakmem_arena *arena, enum hakmem_fault_code code,
		   unsigned int invariant, const void *address, const struct page *page)
{
	struct hakmem_fault fault;

	fault.code = code;
	fault.address = address;
	fault.block_size = 0;
	fault.invariant = invariant;
	fault.arena = arena;
	if (page && page_class(page) < NR_CLASSES)
		fault.block_size = class_size(page_class(page));
	hakmem_fault_hook(&fault);
}

void fault_report(struct hakmem_arena *arena, enum hakmem_fault_code code,
		  const void *address, const struct page *page)
{
	report(arena, code, 0, address, page);
}

void fault_invariant(struct hakmem_arena *arena, unsigned int number,
		     const void *address, const struct page *page)
{
	report(arena, HAKMEM_FAULT_INVARIANT, number, address, page);
}
