/* SPDX-License-Identifier: MIT */
/*
 * The most instructions that a call takes in a context that has preempted another
 * one inside the allocator, in an arena of 8 KB, -O2: a tenth above what
 * priority_test.c has measured. FIRST is a malloc that makes a spare heap, MALLOC one
 * that finds it, REMOTE_FREE a free of a block of the heap that is entered.
 */
#ifndef RTOS_BOUNDS_H
#define RTOS_BOUNDS_H

#if !defined(__ARM_FEATURE_LDREX)
#define BOUND_CONTENDED_FIRST  2510
#define BOUND_CONTENDED_MALLOC 1320
#define BOUND_CONTENDED_FREE   745
#define BOUND_REMOTE_FREE      475
#elif defined(CONFIG_HAKMEM_PROFILE_COMPACT)
#define BOUND_CONTENDED_FIRST  1820
#define BOUND_CONTENDED_MALLOC 870
#define BOUND_CONTENDED_FREE   450
#define BOUND_REMOTE_FREE      345
#else
#define BOUND_CONTENDED_FIRST  2050
#define BOUND_CONTENDED_MALLOC 840
#define BOUND_CONTENDED_FREE   240
#define BOUND_REMOTE_FREE      140
#endif

/* Longest stretch with interrupts masked: the single model's callers do it. */
#if defined(CONFIG_HAKMEM_MODEL_SINGLE)
#define BOUND_MASKED UINT32_MAX
#elif defined(__ARM_FEATURE_LDREX)
#define BOUND_MASKED 0
#else
#define BOUND_MASKED 12
#endif

#endif /* RTOS_BOUNDS_H */
