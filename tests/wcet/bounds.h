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
	B(MALLOC_REFILL,       214,     0,    351,     0,    217,     0,    338,     0) \
	B(MALLOC_DRAIN,       3243,     0,   4333,   198,   3302,     0,   3391,     0) \
	B(MALLOC_PAGE,         906,    46,   1479,   141,    927,    47,   1229,   104) \
	B(MALLOC_RUN,          363,    57,    615,   164,    371,    60,    471,   125) \
	B(MALLOC_RECLAIM,     3113,    67,   4865,   136,   3162,    70,   4315,   166) \
	B(MALLOC_FAIL,        2104,    99,   3050,   400,   2126,   110,   2278,   314) \
	B(COLLECT,             890,  8957,   9186, 10683,    897,  9118,   6988,  9470) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    240,     0) \
	B(FREE_FULL,           208,     0,    333,     0,    209,     0,    319,     0) \
	B(FREE_RETIRE,         476,    13,    718,    10,    481,    13,    721,     0) \
	B(FREE_DRAIN,         1093,     0,   1476,     0,   1103,     0,   1269,     0) \
	B(FREE_RUN,            164,    38,    270,    45,    170,    39,    208,    29) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2181,    64,   3142,   215,   2224,    67,   2950,   156) \
	B(CONTENDED_MALLOC,   2277,     0,   2435,   117,   2124,     0,   2161,   125) \
	B(CONTENDED_RUN,      1530,    32,   2477,   221,   1681,    37,   1428,   285) \
	B(CONTENDED_FAIL,     1848,   161,   2129,   618,   1861,   177,   1964,   453) \
	B(REALLOC_STAY,       2013,   122,   2756,   195,   2315,    59,   2561,   180) \
	B(REALLOC_RUN,        1759,   133,   1482,   518,   1652,   157,   1705,   366) \
	B(REALLOC_MOVE,       3382,   103,   4735,   210,   3459,   125,   4602,    68) \
	B(REALLOC_FAIL,       2543,   102,   3358,   396,   2546,   108,   2321,   327) \
	B(ALIGNED,            3368,    87,   5192,   254,   3417,    95,   4150,    76) \
	B(ALIGNED_FAIL,       1456,   312,   1840,   856,   1473,   327,   2048,   591) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           24,     0,     33,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,      1955,   214,   2344,   255,   1982,   216,   2424,   262) \
	B(MALLOC_DRAIN,       2129,    51,    727,   182,   3273,    54,    725,   138) \
	B(MALLOC_PAGE,        7293,    46,   1274,   174,   2961,    45,   3968,   108) \
	B(MALLOC_RUN,          325,    61,    417,   180,    330,    64,    373,   134) \
	B(MALLOC_RECLAIM,     3227,   126,    839,   371,   2599,   122,   1644,   265) \
	B(MALLOC_FAIL,        4845,   126,   6129,   334,   2096,   130,   4898,   253) \
	B(COLLECT,               0,  2598,      0,  3131,      0,  2633,      0,  2692) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           205,     0,    288,     0,    209,     0,    281,     0) \
	B(FREE_FULL,           260,     0,    356,     0,    264,     0,    354,     0) \
	B(FREE_RETIRE,         477,     0,    636,     0,    483,     0,    477,     0) \
	B(FREE_DRAIN,          836,     0,   1045,     0,    847,     0,    897,     0) \
	B(FREE_RUN,            244,    38,    445,    45,    254,    39,    360,    29) \
	B(FREE_REMOTE,         182,     0,    309,     0,    186,     0,    282,     0) \
	B(CONTENDED_FIRST,     539,   120,    866,   351,    547,   126,   2058,   208) \
	B(CONTENDED_MALLOC,   4882,    44,   3966,   417,   4793,    46,  10410,    82) \
	B(CONTENDED_RUN,      2201,   120,   5002,   385,   1835,   128,   1467,   362) \
	B(CONTENDED_FAIL,      360,   262,     89,   747,    376,   278,    162,   567) \
	B(REALLOC_STAY,        262,   253,      0,   610,    186,   264,   2312,   405) \
	B(REALLOC_RUN,        3651,    31,  10398,    81,   3853,    33,   8303,    58) \
	B(REALLOC_MOVE,       2606,   143,   3399,   333,   2660,   150,   3613,   234) \
	B(REALLOC_FAIL,        671,   257,    849,   604,    435,   269,    767,   422) \
	B(ALIGNED,            5696,   105,   9957,   262,   4642,   106,   5693,   247) \
	B(ALIGNED_FAIL,        756,   262,      0,   731,    763,   272,      0,   556) \

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
#define BOUND_CONTENDED_FREE   325
#define BOUND_REMOTE_FREE      300
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


