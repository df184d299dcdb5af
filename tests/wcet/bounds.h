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
	B(MALLOC_DRAIN,       3242,     0,   4844,   169,   3301,     0,   3385,     0) \
	B(MALLOC_PAGE,         906,    46,   1482,   145,    927,    47,   1218,   105) \
	B(MALLOC_RUN,          363,    57,    616,   168,    371,    60,    468,   125) \
	B(MALLOC_RECLAIM,     3112,    67,   4425,   252,   3161,    70,   4283,   171) \
	B(MALLOC_FAIL,        2104,    99,   2701,   436,   2126,   110,   2218,   317) \
	B(COLLECT,             892,  8956,   9192, 10683,    899,  9117,   6978,  9470) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    240,     0) \
	B(FREE_FULL,           208,     0,    333,     0,    209,     0,    319,     0) \
	B(FREE_RETIRE,         476,    13,    718,    10,    479,    14,    721,     0) \
	B(FREE_DRAIN,         1093,     0,   1476,     0,   1103,     0,   1269,     0) \
	B(FREE_RUN,            164,    38,    270,    45,    170,    39,    210,    29) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2180,    64,   3136,   222,   2221,    68,   2925,   157) \
	B(CONTENDED_MALLOC,   2275,     0,   2224,   135,   2123,     0,   2157,   123) \
	B(CONTENDED_RUN,      1529,    32,   1877,   268,   1637,    48,   1412,   285) \
	B(CONTENDED_FAIL,     1848,   161,   2111,   638,   1861,   177,   1987,   450) \
	B(REALLOC_STAY,       2012,   122,   3090,   175,   2198,    88,   2462,   200) \
	B(REALLOC_RUN,        1757,   133,   3088,   429,   1650,   157,   1741,   363) \
	B(REALLOC_MOVE,       3377,   103,   4746,   214,   4065,     0,   4630,    58) \
	B(REALLOC_FAIL,       2529,   102,   3336,   412,   2336,   172,   2434,   319) \
	B(ALIGNED,            3367,    87,   5386,   241,   3416,    95,   4444,    53) \
	B(ALIGNED_FAIL,       1456,   312,   2787,   806,   1473,   327,   2501,   562) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           24,     0,     33,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,      1955,   214,   2344,   255,   1982,   216,   2424,   262) \
	B(MALLOC_DRAIN,       2129,    51,    719,   187,   3273,    54,    719,   138) \
	B(MALLOC_PAGE,        7291,    46,    692,   184,   2960,    45,   3962,   108) \
	B(MALLOC_RUN,          325,    61,    435,   185,    330,    64,    366,   134) \
	B(MALLOC_RECLAIM,     3226,   126,   4024,   355,   2599,   122,   1623,   265) \
	B(MALLOC_FAIL,        4845,   126,   6298,   343,   2096,   130,   4878,   253) \
	B(COLLECT,               0,  2598,      0,  3131,      0,  2633,      0,  2692) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           205,     0,    288,     0,    209,     0,    281,     0) \
	B(FREE_FULL,           260,     0,    356,     0,    264,     0,    354,     0) \
	B(FREE_RETIRE,         477,     0,    636,     0,    483,     0,    470,     0) \
	B(FREE_DRAIN,          836,     0,   1045,     0,    847,     0,    897,     0) \
	B(FREE_RUN,            244,    38,    445,    45,    254,    39,    360,    29) \
	B(FREE_REMOTE,         182,     0,    309,     0,    186,     0,    282,     0) \
	B(CONTENDED_FIRST,     538,   120,    657,   363,    546,   126,   2139,   208) \
	B(CONTENDED_MALLOC,   4882,    44,   4111,   427,   4793,    46,  10372,    83) \
	B(CONTENDED_RUN,      2200,   120,   5147,   395,   1834,   128,   1458,   362) \
	B(CONTENDED_FAIL,      360,   262,     61,   767,    376,   278,    110,   567) \
	B(REALLOC_STAY,        261,   253,   1987,   574,    185,   264,   2292,   405) \
	B(REALLOC_RUN,        3650,    31,  10746,    78,   3852,    33,   8287,    58) \
	B(REALLOC_MOVE,       2605,   143,   4390,   332,   2659,   150,   6338,   235) \
	B(REALLOC_FAIL,        670,   257,    435,   604,    434,   269,    647,   422) \
	B(ALIGNED,            5696,   105,   9701,   270,   4642,   106,   5216,   247) \
	B(ALIGNED_FAIL,        756,   262,      0,   752,    763,   272,      0,   556) \

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


