/* SPDX-License-Identifier: MIT */
/* Heaps that the program makes in order to free all their blocks at once. */
#ifndef KERNEL_HEAP_CREATE_H
#define KERNEL_HEAP_CREATE_H

#include "context.h"

/*
 * Collect those of these heaps that can be entered. @inside: a heap that the caller
 * is in, or NULL. While another context is at it, collects that one alone.
 *
 * Weak, so that only a program that makes such heaps links it: others have none, and
 * do not come here.
 */
void heap_reclaim_created(struct hakmem_arena *arena, struct hakmem_heap *inside)
	__attribute__((weak));

/* Give back every page of the entered @heap, which then is unused. */
void heap_bury(struct hakmem_heap *heap) __attribute__((weak));

#ifndef CONFIG_HAKMEM_MODEL_SINGLE
/*
 * Leave a heap that heap_try_enter() has entered. When it was to be destroyed
 * meanwhile, that is done first: who found it entered could not.
 */
void heap_quit(struct hakmem_heap *heap) __attribute__((weak));
#endif

#endif
