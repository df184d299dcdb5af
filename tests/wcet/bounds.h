/* SPDX-License-Identifier: MIT */
/*
 * The published bounds: the most instructions that a call takes on each path, -O2, cpu
 * model, one region, no heap of hakmem_heap_create(). fixed + word * w, with w the
 * words of the arena's bitmap: slices / 32, rounded up (at 128 B a slice 2 for 8 KB;
 * at most 16 from 64 KB to 512 KB in the fast profile; 2 a KB in the compact one).
 *
 * scripts/wcet.py measures them (make wcet), and fails where one is exceeded;
 * make wcet WRITE=1 writes the tables anew from what it has measured.
 *
 *		fixed, word of	M3	     M0		  M33	       RV32
 */
#ifndef WCET_BOUNDS_H
#define WCET_BOUNDS_H

/* clang-format off */
#define WCET_BOUNDS_FAST(B) \
	B(MALLOC_HIT,           24,     0,     36,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,       223,     0,    368,     0,    225,     0,    357,     0) \
	B(MALLOC_DRAIN,       4330,  8805,  13485, 10799,   1418,  8963,   2476,  9417) \
	B(MALLOC_PAGE,         992,    80,   1451,   204,   1007,    82,   1231,   148) \
	B(MALLOC_RUN,          373,   100,    693,   209,    375,   103,    547,   146) \
	B(MALLOC_RECLAIM,     1599,  9271,  11094, 11330,      0,  9437,      0,  9885) \
	B(MALLOC_FAIL,           0,  9261,    326, 10999,      0,  9427,      0,  9880) \
	B(COLLECT,               0,  9261,    326, 10999,      0,  9427,      0,  9880) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           177,     0,    254,     0,    178,     0,    242,     0) \
	B(FREE_FULL,           210,     0,    335,     0,    211,     0,    321,     0) \
	B(FREE_RETIRE,         495,     7,    769,     0,    500,     7,    648,     0) \
	B(FREE_DRAIN,         1792,    31,   2557,    34,   1812,    31,   2184,    26) \
	B(FREE_RUN,            158,    42,    271,    54,    164,    43,    206,    33) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2203,   183,   4593,   259,   2333,   142,   3392,   214) \
	B(CONTENDED_MALLOC,      0,  9201,      0, 11245,      0,  9366,      0,  9806) \
	B(CONTENDED_RUN,         0,  4006,      0,  4909,      0,  4079,      0,  4063) \
	B(CONTENDED_FAIL,        0,  9224,      0, 11281,      0,  9390,      0,  9846) \
	B(REALLOC_STAY,       2646,   680,   1530,  1913,   2244,   774,   4458,   851) \
	B(REALLOC_RUN,           0,  4132,      0,  4772,      0,  4166,      0,  4716) \
	B(REALLOC_MOVE,          0,  9245,   4952, 11012,      0,  9410,      0,  9848) \
	B(REALLOC_FAIL,          0,  9261,      0, 11319,      0,  9427,      0,  9880) \
	B(ALIGNED,               0,  9261,      0, 11285,      0,  9426,      0,  9863) \
	B(ALIGNED_FAIL,          0,  9261,      0, 11319,      0,  9427,      0,  9880) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           24,     0,     33,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,       501,   220,    477,   257,    511,   222,    509,   269) \
	B(MALLOC_DRAIN,      35026,     0,   9889,   167,  34190,     0,  19599,     0) \
	B(MALLOC_PAGE,        1334,    80,   1089,   203,   1238,    83,    750,   143) \
	B(MALLOC_RUN,          307,   105,    482,   228,    273,   108,    419,   154) \
	B(MALLOC_RECLAIM,        0,  3366,      0,  4092,      0,  3410,      0,  3480) \
	B(MALLOC_FAIL,           0,  3357,      0,  4082,      0,  3401,      0,  3475) \
	B(COLLECT,               0,  3357,      0,  4082,      0,  3401,      0,  3475) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           207,     0,    290,     0,    211,     0,    283,     0) \
	B(FREE_FULL,           289,     0,    428,     0,    293,     0,    419,     0) \
	B(FREE_RETIRE,         492,     0,    703,     0,    498,     0,    548,     0) \
	B(FREE_DRAIN,         1606,     0,   2033,     0,   1625,     0,   1657,     0) \
	B(FREE_RUN,            238,    42,    446,    54,    248,    43,    358,    33) \
	B(FREE_REMOTE,         182,     0,    311,     0,    186,     0,    284,     0) \
	B(CONTENDED_FIRST,    2497,   130,   5637,   371,   7734,   133,  10435,   282) \
	B(CONTENDED_MALLOC,      0,  3366,      0,  4092,      0,  3410,      0,  3480) \
	B(CONTENDED_RUN,      1467,   220,   6147,   454,   2274,   231,   4829,   322) \
	B(CONTENDED_FAIL,        0,  3357,      0,  4082,      0,  3401,      0,  3475) \
	B(REALLOC_STAY,       7152,   425,   9538,  1209,   7366,   436,   6478,   581) \
	B(REALLOC_RUN,         144,  1025,    274,  1408,    151,  1045,    273,  1144) \
	B(REALLOC_MOVE,          0,  3366,      0,  4092,      0,  3410,      0,  3480) \
	B(REALLOC_FAIL,          0,  3357,      0,  4082,      0,  3401,      0,  3475) \
	B(ALIGNED,               0,  3368,      0,  4095,      0,  3411,      0,  3482) \
	B(ALIGNED_FAIL,          0,  3368,      0,  4095,      0,  3413,      0,  3488) \

/* clang-format on */

/*
 * What tests/rtos holds calls to in a context that has preempted another one inside the
 * allocator, in an arena of 8 KB without a history: a tenth above what was measured.
 * FIRST is a malloc that makes a spare heap, MALLOC one that finds it, REMOTE_FREE a free
 * of a block of the heap that may be entered.
 */
#if !defined(__ARM_FEATURE_LDREX)
#define BOUND_CONTENDED_FIRST  2510
#define BOUND_CONTENDED_MALLOC 1590
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
#define BOUND_CONTENDED_FREE   275
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

#endif /* WCET_BOUNDS_H */


