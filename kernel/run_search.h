/* SPDX-License-Identifier: MIT */
/* Where to claim a run. */
#ifndef KERNEL_RUN_SEARCH_H
#define KERNEL_RUN_SEARCH_H

#include "run.h"

/*
 * Where a free run starts, for best->length slices or fewer, @min at least: best->region and
 * best->first. Returns the length of that run, or 0: there is none. Others may claim it
 * meanwhile. Bound: run_claim()'s, once.
 */
size_t run_search(struct hakmem_arena *arena, size_t min, struct run *best);

#endif
