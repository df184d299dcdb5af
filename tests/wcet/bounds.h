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
	B(MALLOC_DRAIN,       3809,     0,   5266,   145,   3868,     0,   4668,     0) \
	B(MALLOC_PAGE,         939,    45,   1445,   158,    955,    47,   1195,   121) \
	B(MALLOC_RUN,          363,    59,    620,   169,    367,    62,    465,   130) \
	B(MALLOC_RECLAIM,     5154,     0,   5246,   253,   5271,     0,   4241,   175) \
	B(MALLOC_FAIL,        2425,   101,   3968,   350,   2498,    95,   2553,   339) \
	B(COLLECT,             890,  8957,   9186, 10683,    897,  9118,   6988,  9470) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    240,     0) \
	B(FREE_FULL,           208,     0,    333,     0,    209,     0,    319,     0) \
	B(FREE_RETIRE,         478,    13,    795,     6,    483,    13,    724,     0) \
	B(FREE_DRAIN,         1093,     0,   1535,     0,   1103,     0,   1237,    16) \
	B(FREE_RUN,            164,    38,    272,    45,    170,    39,    208,    29) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2355,    61,   2436,   574,   2383,    72,   2930,   166) \
	B(CONTENDED_MALLOC,   2219,    29,   3532,   136,   2188,    38,   2642,    96) \
	B(CONTENDED_RUN,      1824,    54,   2063,   476,   1901,    56,   2127,   287) \
	B(CONTENDED_FAIL,     1900,   159,   2129,   618,   1913,   175,   2006,   451) \
	B(REALLOC_STAY,       2480,    96,   2823,   476,   2514,   103,   2765,   382) \
	B(REALLOC_RUN,        1955,   128,   2069,   487,   1838,   148,   2168,   344) \
	B(REALLOC_MOVE,       4053,   126,   5452,   268,   4081,   139,   4576,   284) \
	B(REALLOC_FAIL,       2725,   149,   2541,   856,   2686,   166,   3060,   378) \
	B(ALIGNED,            3999,    61,   6257,   232,   4082,    64,   4412,   245) \
	B(ALIGNED_FAIL,       2368,   271,   2667,   822,   2408,   286,   2444,   581) \

#define WCET_BOUNDS_BALANCED(B) \
	B(MALLOC_HIT,           24,     0,     35,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,      1314,   185,   2337,   332,   1330,   187,   2903,   296) \
	B(MALLOC_DRAIN,       1214,    56,   1969,   171,   1919,    48,   2840,   104) \
	B(MALLOC_PAGE,        1230,    61,   4608,   179,   1943,    45,    873,   134) \
	B(MALLOC_RUN,          356,    60,    434,   178,    333,    64,    398,   133) \
	B(MALLOC_RECLAIM,     2804,   188,   3549,   361,   1636,   239,   1207,   527) \
	B(MALLOC_FAIL,        2041,   202,    613,   708,    843,   247,   2613,   509) \
	B(COLLECT,             931,  4962,   1223,  7747,    959,  5027,   1242,  6445) \
	B(FREE_LOCAL,           73,     1,    142,     1,     76,     1,    122,     1) \
	B(FREE_LAST,           202,     1,    381,     0,    206,     1,    354,     0) \
	B(FREE_FULL,           291,     0,    534,     0,    295,     0,    497,     0) \
	B(FREE_RETIRE,         389,     4,    906,     0,    396,     4,    674,     0) \
	B(FREE_DRAIN,          786,     4,   1210,     5,    853,     4,   1055,     3) \
	B(FREE_RUN,            244,    38,    449,    45,    254,    39,    360,    29) \
	B(FREE_REMOTE,         172,     1,    346,     0,    176,     1,    313,     0) \
	B(CONTENDED_FIRST,    1235,   104,   1872,   340,   1304,   107,   1544,   219) \
	B(CONTENDED_MALLOC,   1178,    52,   1618,   152,   2195,    52,   1409,   112) \
	B(CONTENDED_RUN,       925,   123,   2172,   341,    940,   131,   1531,   262) \
	B(CONTENDED_FAIL,      963,   197,    395,   717,    475,   270,    378,   558) \
	B(REALLOC_STAY,       1573,   148,   1579,   502,   1518,   156,   7085,   119) \
	B(REALLOC_RUN,        1946,   108,   3060,   350,   1815,   118,   2654,   203) \
	B(REALLOC_MOVE,       3317,   121,   1190,   556,   3293,   133,   4006,   283) \
	B(REALLOC_FAIL,       1101,   236,      0,   719,   1026,   251,    503,   548) \
	B(ALIGNED,            1070,   238,    850,   572,   1219,   256,   5382,   311) \
	B(ALIGNED_FAIL,        664,   290,    139,   724,    725,   301,    394,   700) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           24,     0,     33,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,      1956,   214,   2344,   255,   3358,   205,   2424,   262) \
	B(MALLOC_DRAIN,       1985,    60,    731,   182,   3225,    57,    725,   138) \
	B(MALLOC_PAGE,        7277,    47,   1278,   174,   5756,    40,   3968,   108) \
	B(MALLOC_RUN,          326,    61,    417,   180,    346,    64,    391,   134) \
	B(MALLOC_RECLAIM,     3227,   126,    863,   371,   5494,   101,   2685,   257) \
	B(MALLOC_FAIL,        4845,   126,   6146,   334,   4038,   127,   4882,   254) \
	B(COLLECT,               0,  2598,      0,  3131,      0,  2633,      0,  2692) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           205,     0,    288,     0,    209,     0,    281,     0) \
	B(FREE_FULL,           260,     0,    356,     0,    264,     0,    354,     0) \
	B(FREE_RETIRE,         478,     0,    636,     0,    484,     0,    477,     0) \
	B(FREE_DRAIN,          837,     0,   1045,     0,    848,     0,    897,     0) \
	B(FREE_RUN,            244,    38,    445,    45,    254,    39,    360,    29) \
	B(FREE_REMOTE,         182,     0,    309,     0,    186,     0,    282,     0) \
	B(CONTENDED_FIRST,     539,   120,    867,   351,    633,   126,   1994,   212) \
	B(CONTENDED_MALLOC,   4883,    44,   3966,   417,   4960,    46,  10394,    83) \
	B(CONTENDED_RUN,      2201,   120,   5002,   385,   1835,   128,   1467,   362) \
	B(CONTENDED_FAIL,      362,   262,     89,   747,    360,   279,    298,   566) \
	B(REALLOC_STAY,        246,   254,      0,   610,    638,   264,   2312,   405) \
	B(REALLOC_RUN,        3587,    35,  10415,    81,   3661,    45,   8303,    58) \
	B(REALLOC_MOVE,       2646,   143,   3399,   333,   2699,   150,   3613,   234) \
	B(REALLOC_FAIL,        699,   257,    849,   604,    661,   269,    887,   422) \
	B(ALIGNED,            5696,   105,   9957,   262,   6003,   106,   5693,   247) \
	B(ALIGNED_FAIL,        724,   264,      0,   731,    793,   272,      0,   559) \

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


