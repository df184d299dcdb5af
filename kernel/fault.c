// SPDX-License-Identifier: MIT
/* One way out for every report of misuse and corruption. Kept in release builds. */
#include "context.h"
#include "fault.h"
#include "page_flags.h"
#include "size_class.h"

/* The single model's report is made here; other models copy it: port. */
struct hakmem_fault hakmem_last_fault;

void fault_report(struct hakmem_arena *arena, unsigned int code, const void *address,
		  const struct page *page)
{
	struct hakmem_fault local, *fault = context_is_only() ? &hakmem_last_fault : &local;

	fault->code = (enum hakmem_fault_code)(code & FAULT_CODE_MASK);
	fault->address = address;
	fault->block_size = 0;
	if (IS_ENABLED(CONFIG_HAKMEM_PAGES) && page && page_class(page) < NR_CLASSES)
		fault->block_size = class_size(page_class(page));
	fault->invariant = code >> FAULT_INVARIANT_SHIFT;
	fault->arena = arena;
	hakmem_fault_hook(fault);
}
