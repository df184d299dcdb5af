/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_FAULT_H
#define KERNEL_FAULT_H

#include "types.h"

/* Report @code at @address; @page: the page in question, or NULL. */
void fault_report(struct hakmem_arena *arena, enum hakmem_fault_code code,
		  const void *address, const struct page *page);

/* Report that invariant @number does not hold for what lies at @address. */
void fault_invariant(struct hakmem_arena *arena, unsigned int number,
		     const void *address, const struct page *page);

#endif
