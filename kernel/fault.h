/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_FAULT_H
#define KERNEL_FAULT_H

#include "types.h"

#define FAULT_CODE_MASK	      0xffu
#define FAULT_INVARIANT_SHIFT 8

/*
 * Report @code at @address; @page: the page in question, or NULL. With
 * HAKMEM_FAULT_INVARIANT, the invariant's number in the bits above.
 */
void fault_report(struct hakmem_arena *arena, unsigned int code, const void *address,
		  const struct page *page);

#endif
