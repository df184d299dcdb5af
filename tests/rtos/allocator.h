/* SPDX-License-Identifier: MIT */
/*
 * What the workloads allocate from: the library, or one of several allocators with
 * a bug, which each checker here has to find.
 */
#ifndef RTOS_ALLOCATOR_H
#define RTOS_ALLOCATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** struct allocator - malloc, free, realloc; the last may be missing. */
struct allocator {
	void *(*malloc)(size_t size);
	void (*free)(void *p);
	void *(*realloc)(void *p, size_t size);
};

/** The library. In the single model interrupts are masked around it. */
extern const struct allocator allocator_hakmem;

/** Seeded bugs. */
extern const struct allocator allocator_masked;	  /* masks interrupts */
extern const struct allocator allocator_waiting;  /* waits until nobody is inside */
extern const struct allocator allocator_spinning; /* looks for that 2000 times */
extern const struct allocator
	allocator_leaking; /* forgets the first frees that meet another call */
extern const struct allocator allocator_refusing; /* gives nothing meanwhile */
extern const struct allocator allocator_racing;	  /* gives one block to two */

/** allocators_reset() - they start afresh; arena_start() calls it. */
void allocators_reset(void);

/** faults - reports of the library since arena_start(). */
extern volatile uint32_t faults;

/** arena_start() - start afresh on @bytes of the board's memory, or all if less. */
bool arena_start(size_t bytes);

/** arena_valid() - all invariants hold and no fault was reported. */
bool arena_valid(void);

/**
 * arena_lost() - bytes that are neither free nor heaps, once everything that can
 * be collected was. For when nobody is inside and all blocks are free: 0.
 */
size_t arena_lost(void);

/** arena_entered() - heaps that are neither idle nor the calling task's own. */
unsigned int arena_entered(void);

/** block_fill() - write a pattern of @tag into all @size bytes. */
void block_fill(void *p, size_t size, uint8_t tag);

/** block_intact() - is it still there? */
bool block_intact(const void *p, size_t size, uint8_t tag);

#endif /* RTOS_ALLOCATOR_H */
