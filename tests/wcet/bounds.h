/* SPDX-License-Identifier: MIT */
/*
 * The published bounds: the most instructions that a call takes on each path, -O2, cpu
 * model, one region, no heap of hakmem_heap_create(). fixed + word * w, with w the
 * words of the arena's bitmap: slices / 32, rounded up (at 128 B a slice 2 for 8 KB;
 * at most 16 from 64 KB to 512 KB in the fast profile; one a KB in the balanced profile, 2
 * in the compact one).
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
	B(MALLOC_REFILL,       215,     0,    558,     0,    218,     0,    463,     0) \
	B(MALLOC_DRAIN,       3710,     0,   5187,   145,   3815,     0,   4668,     0) \
	B(MALLOC_PAGE,         939,    45,   1445,   158,    955,    47,   1195,   121) \
	B(MALLOC_RUN,          363,    59,    603,   170,    367,    62,    465,   130) \
	B(MALLOC_RECLAIM,     4342,    50,   4606,   293,   5260,     0,   3951,   177) \
	B(MALLOC_FAIL,        2286,   101,   3968,   350,   2322,   106,   2548,   339) \
	B(COLLECT,             890,  8957,   9186, 10683,    897,  9118,   6988,  9470) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    240,     0) \
	B(FREE_FULL,           208,     0,    333,     0,    209,     0,    319,     0) \
	B(FREE_RETIRE,         477,    13,    795,     6,    482,    13,    721,     0) \
	B(FREE_DRAIN,         1093,     0,   1535,     0,   1103,     0,   1269,     0) \
	B(FREE_RUN,            164,    38,    272,    45,    170,    39,    208,    29) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2355,    61,   2436,   574,   2389,    69,   2930,   166) \
	B(CONTENDED_MALLOC,   2277,     0,   3531,   136,   2264,     0,   2642,    96) \
	B(CONTENDED_RUN,      1824,    54,   2063,   476,   1901,    56,   2127,   287) \
	B(CONTENDED_FAIL,     1900,   159,   2129,   618,   1913,   175,   2006,   451) \
	B(REALLOC_STAY,       2480,    96,   2798,   476,   2514,   103,   2765,   382) \
	B(REALLOC_RUN,        1955,   128,   2069,   487,   1646,   160,   2168,   344) \
	B(REALLOC_MOVE,       4151,    77,   4844,   306,   4069,   120,   4235,   284) \
	B(REALLOC_FAIL,       2725,   149,   1957,   891,   2686,   166,   3054,   378) \
	B(ALIGNED,            3996,    61,   6120,   232,   4082,    64,   4384,   245) \
	B(ALIGNED_FAIL,       2320,   274,   2459,   835,   2232,   297,   2444,   581) \

#define WCET_BOUNDS_BALANCED(B) \
	B(MALLOC_HIT,           24,     0,      0,     0,      0,     0,      0,     0) \
	B(MALLOC_REFILL,      1314,   185,      0,     0,      0,     0,      0,     0) \
	B(MALLOC_DRAIN,       1161,    57,      0,     0,      0,     0,      0,     0) \
	B(MALLOC_PAGE,        1934,    42,      0,     0,      0,     0,      0,     0) \
	B(MALLOC_RUN,          337,    61,      0,     0,      0,     0,      0,     0) \
	B(MALLOC_RECLAIM,     1883,   202,      0,     0,      0,     0,      0,     0) \
	B(MALLOC_FAIL,         992,   218,      0,     0,      0,     0,      0,     0) \
	B(COLLECT,             931,  4962,      0,     0,      0,     0,      0,     0) \
	B(FREE_LOCAL,           73,     1,      0,     0,      0,     0,      0,     0) \
	B(FREE_LAST,           202,     1,      0,     0,      0,     0,      0,     0) \
	B(FREE_FULL,           291,     0,      0,     0,      0,     0,      0,     0) \
	B(FREE_RETIRE,         389,     4,      0,     0,      0,     0,      0,     0) \
	B(FREE_DRAIN,          786,     4,      0,     0,      0,     0,      0,     0) \
	B(FREE_RUN,            244,    38,      0,     0,      0,     0,      0,     0) \
	B(FREE_REMOTE,         172,     1,      0,     0,      0,     0,      0,     0) \
	B(CONTENDED_FIRST,    1015,   107,      0,     0,      0,     0,      0,     0) \
	B(CONTENDED_MALLOC,   1316,    50,      0,     0,      0,     0,      0,     0) \
	B(CONTENDED_RUN,       785,   125,      0,     0,      0,     0,      0,     0) \
	B(CONTENDED_FAIL,      964,   197,      0,     0,      0,     0,      0,     0) \
	B(REALLOC_STAY,       1419,   150,      0,     0,      0,     0,      0,     0) \
	B(REALLOC_RUN,        1935,   108,      0,     0,      0,     0,      0,     0) \
	B(REALLOC_MOVE,       3293,   122,      0,     0,      0,     0,      0,     0) \
	B(REALLOC_FAIL,       1095,   236,      0,     0,      0,     0,      0,     0) \
	B(ALIGNED,             543,   246,      0,     0,      0,     0,      0,     0) \
	B(ALIGNED_FAIL,        664,   290,      0,     0,      0,     0,      0,     0) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           24,     0,     33,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,      1956,   214,   2344,   255,   1983,   216,   2424,   262) \
	B(MALLOC_DRAIN,       1985,    60,    729,   182,   3225,    57,    725,   138) \
	B(MALLOC_PAGE,        7277,    47,   1276,   174,   5728,    40,   3968,   108) \
	B(MALLOC_RUN,          325,    61,    417,   180,    330,    64,    373,   134) \
	B(MALLOC_RECLAIM,     3227,   126,    861,   371,   2869,   122,   1673,   265) \
	B(MALLOC_FAIL,        4845,   126,   6146,   334,   4038,   127,   4898,   253) \
	B(COLLECT,               0,  2598,      0,  3131,      0,  2633,      0,  2692) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           205,     0,    288,     0,    209,     0,    281,     0) \
	B(FREE_FULL,           260,     0,    356,     0,    264,     0,    354,     0) \
	B(FREE_RETIRE,         477,     0,    636,     0,    483,     0,    477,     0) \
	B(FREE_DRAIN,          836,     0,   1045,     0,    847,     0,    897,     0) \
	B(FREE_RUN,            244,    38,    445,    45,    254,    39,    360,    29) \
	B(FREE_REMOTE,         182,     0,    309,     0,    186,     0,    282,     0) \
	B(CONTENDED_FIRST,     539,   120,    866,   351,    631,   126,   2058,   208) \
	B(CONTENDED_MALLOC,   4882,    44,   3966,   417,   4960,    46,  10410,    82) \
	B(CONTENDED_RUN,      2201,   120,   5002,   385,   1835,   128,   1467,   362) \
	B(CONTENDED_FAIL,      360,   262,     89,   747,    360,   279,    162,   567) \
	B(REALLOC_STAY,        262,   253,      0,   610,    623,   264,   2312,   405) \
	B(REALLOC_RUN,        3587,    35,  10415,    81,   3661,    45,   8303,    58) \
	B(REALLOC_MOVE,       2634,   143,   3399,   333,   2688,   150,   3613,   234) \
	B(REALLOC_FAIL,        688,   257,    849,   604,    644,   269,    850,   422) \
	B(ALIGNED,            5696,   105,   9957,   262,   6003,   106,   5693,   247) \
	B(ALIGNED_FAIL,        724,   264,      0,   731,    793,   272,      0,   556) \

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
#elif !defined(CONFIG_HAKMEM_PROFILE_FAST)
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


