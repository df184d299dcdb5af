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
	B(MALLOC_PAGE,        1140,    47,   1654,   145,   1176,    48,   1374,   110) \
	B(MALLOC_RUN,          645,    47,    915,   156,    656,    50,    721,   119) \
	B(MALLOC_CACHED,        65,     0,     85,     0,     65,     0,     65,     0) \
	B(MALLOC_RECLAIM,     5124,    15,   5216,   268,   5241,    15,   4117,   237) \
	B(MALLOC_FAIL,        3325,   104,   3870,   399,   3372,   108,   3712,   280) \
	B(COLLECT,            1090,  8945,   9186, 10683,   1097,  9106,   6988,  9470) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    240,     0) \
	B(FREE_FULL,           208,     0,    333,     0,    209,     0,    319,     0) \
	B(FREE_RETIRE,         478,    13,    795,     6,    483,    13,    724,     0) \
	B(FREE_DRAIN,         1093,     0,   1535,     0,   1103,     0,   1240,    16) \
	B(FREE_RUN,            202,    38,    339,    44,    213,    38,    247,    29) \
	B(FREE_CACHED,         187,     0,    310,     0,    199,     0,    246,     0) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2860,    39,   2516,   677,   2913,    43,   3277,   145) \
	B(CONTENDED_MALLOC,   2219,    29,   3532,   136,   2188,    38,   2642,    96) \
	B(CONTENDED_RUN,      1908,    82,   2245,   475,   1935,    90,   2095,   303) \
	B(CONTENDED_FAIL,     2441,   180,   2500,   631,   2495,   194,   2524,   475) \
	B(REALLOC_STAY,       2640,   139,   3179,   486,   2600,   194,   2931,   412) \
	B(REALLOC_RUN,        2704,   137,   2314,   500,   2735,   148,   2567,   357) \
	B(REALLOC_MOVE,       4300,   111,   5238,   375,   4361,   122,   4576,   284) \
	B(REALLOC_FAIL,       3589,   100,   2822,   839,   3605,   117,   4008,   319) \
	B(ALIGNED,            4456,    67,   6067,   327,   4525,    72,   4109,   418) \
	B(ALIGNED_FAIL,       2826,   295,   3488,   807,   2837,   312,   2547,   627) \

#define WCET_BOUNDS_BALANCED(B) \
	B(MALLOC_HIT,           24,     0,     35,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,      1386,   184,   2742,   326,   1404,   186,   2903,   296) \
	B(MALLOC_DRAIN,       2705,    37,   1985,   328,   1919,    48,   4023,   101) \
	B(MALLOC_PAGE,        3589,    25,   4608,   179,   3508,    21,   2748,   105) \
	B(MALLOC_RUN,          978,    51,   1045,   169,    996,    54,    998,   124) \
	B(MALLOC_CACHED,        54,     0,     72,     0,   2461,     0,   4768,     0) \
	B(MALLOC_RECLAIM,     2804,   188,    805,   704,   1636,   239,   1207,   527) \
	B(MALLOC_FAIL,        3406,   181,    750,   706,   3247,   210,   3601,   494) \
	B(COLLECT,            1355,  4962,   1512,  7747,   1388,  5027,   1666,  6445) \
	B(FREE_LOCAL,           73,     1,    142,     1,     76,     1,    122,     1) \
	B(FREE_LAST,           202,     1,    381,     0,    206,     1,    354,     0) \
	B(FREE_FULL,           312,     0,    552,     0,    316,     0,    497,     0) \
	B(FREE_RETIRE,         400,     4,    906,     0,    407,     4,    675,     0) \
	B(FREE_DRAIN,          786,     4,   1260,     5,    853,     4,   1197,     1) \
	B(FREE_RUN,            219,    38,    389,    45,    228,    39,    298,    29) \
	B(FREE_CACHED,         217,     0,    386,     0,    229,     0,    313,     0) \
	B(FREE_REMOTE,         172,     1,    342,     0,    176,     1,    304,     0) \
	B(CONTENDED_FIRST,    1479,   101,   1832,   345,   1519,   104,   2292,   208) \
	B(CONTENDED_MALLOC,   1297,    51,   1874,   298,   2195,    52,   3550,   109) \
	B(CONTENDED_RUN,      1361,   117,   2318,   339,   1408,   124,   2015,   255) \
	B(CONTENDED_FAIL,     1914,   196,   1130,   706,   1127,   260,   2210,   530) \
	B(REALLOC_STAY,       3345,   121,   2631,   486,   3345,   128,   6372,   278) \
	B(REALLOC_RUN,        2820,    95,   3598,   355,   3076,    99,   3493,   233) \
	B(REALLOC_MOVE,       3647,   116,   1190,   556,   3293,   133,   4175,   293) \
	B(REALLOC_FAIL,       1921,   224,   1735,   693,   2114,   234,   2938,   510) \
	B(ALIGNED,            2123,   222,   1367,   564,   2074,   243,   4926,   368) \
	B(ALIGNED_FAIL,       1625,   287,   1431,   855,   1631,   300,   1077,   690) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           24,     0,     33,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,      1956,   214,   2344,   255,   3342,   206,   2523,   262) \
	B(MALLOC_DRAIN,       1985,    60,   3587,   160,   3225,    57,    769,   138) \
	B(MALLOC_PAGE,        7277,    47,   3933,   154,   5756,    40,   3968,   108) \
	B(MALLOC_RUN,          990,    56,    472,   180,   1009,    59,    472,   134) \
	B(MALLOC_CACHED,        53,     0,     68,     0,     53,     0,     53,     0) \
	B(MALLOC_RECLAIM,     3379,   125,   1323,   368,   5494,   101,   3811,   249) \
	B(MALLOC_FAIL,        4157,   169,   3780,   518,   3142,   183,   3552,   386) \
	B(COLLECT,               0,  2598,      0,  3131,      0,  2633,      0,  2692) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           205,     0,    288,     0,    209,     0,    281,     0) \
	B(FREE_FULL,           260,     0,    360,     0,    264,     0,    354,     0) \
	B(FREE_RETIRE,         478,     0,    638,     0,    484,     0,    502,     0) \
	B(FREE_DRAIN,          837,     0,   1045,     0,    848,     0,    897,     0) \
	B(FREE_RUN,            219,    38,    382,    45,    228,    39,    298,    29) \
	B(FREE_CACHED,         217,     0,    377,     0,    229,     0,    313,     0) \
	B(FREE_REMOTE,         182,     0,    307,     0,    186,     0,    278,     0) \
	B(CONTENDED_FIRST,    2150,   109,   2162,   341,   2227,   114,   2180,   229) \
	B(CONTENDED_MALLOC,   5363,    41,   9811,   372,   4987,    46,   6410,   332) \
	B(CONTENDED_RUN,      2617,   125,   6055,   377,   2775,   128,   2669,   353) \
	B(CONTENDED_FAIL,     1476,   260,    913,   741,   1266,   278,   1375,   558) \
	B(REALLOC_STAY,        246,   254,   2669,   590,    638,   264,   3358,   397) \
	B(REALLOC_RUN,        3899,    42,  10965,    81,   4173,    45,   9113,    58) \
	B(REALLOC_MOVE,       1830,   194,   3715,   331,   1835,   204,   3501,   241) \
	B(REALLOC_FAIL,        582,   306,   2098,   636,   1949,   308,    861,   445) \
	B(ALIGNED,            5056,   145,   4645,   594,   5299,   150,   4957,   293) \
	B(ALIGNED_FAIL,        791,   377,      0,   950,    775,   393,      0,   559) \

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


