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
	B(ALIGNED_FAIL,       2826,   295,   3488,   807,   2980,   312,   2547,   627) \

#define WCET_BOUNDS_BALANCED(B) \
	B(MALLOC_HIT,           24,     0,     35,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,      1378,   185,   2702,   331,   1396,   187,   2871,   300) \
	B(MALLOC_DRAIN,       2593,    51,   1985,   328,   1919,    48,   4023,   101) \
	B(MALLOC_PAGE,        3365,    53,   4608,   179,   3356,    40,   2564,   128) \
	B(MALLOC_RUN,          922,    58,    991,   176,    932,    62,    942,   131) \
	B(MALLOC_CACHED,        54,     0,     72,     0,     54,     0,     53,     0) \
	B(MALLOC_RECLAIM,     2804,   188,    725,   714,   1636,   239,   1207,   527) \
	B(MALLOC_FAIL,        3270,   198,    734,   708,   3015,   239,   3505,   506) \
	B(COLLECT,            1355,  4962,   1512,  7747,   1388,  5027,   1666,  6445) \
	B(FREE_LOCAL,           73,     1,    142,     1,     76,     1,    122,     1) \
	B(FREE_LAST,           202,     1,    381,     0,    206,     1,    354,     0) \
	B(FREE_FULL,           312,     0,    552,     0,    316,     0,    497,     0) \
	B(FREE_RETIRE,         400,     4,    882,     3,    407,     4,    675,     0) \
	B(FREE_DRAIN,          786,     4,   1260,     5,    853,     4,   1181,     3) \
	B(FREE_RUN,            219,    38,    389,    45,    228,    39,    298,    29) \
	B(FREE_CACHED,         217,     0,    386,     0,    229,     0,    313,     0) \
	B(FREE_REMOTE,         172,     1,    342,     0,    176,     1,    304,     0) \
	B(CONTENDED_FIRST,    1455,   104,   1832,   345,   1495,   107,   2220,   217) \
	B(CONTENDED_MALLOC,   1289,    52,   1874,   298,   2195,    52,   3550,   109) \
	B(CONTENDED_RUN,      1321,   122,   2302,   341,   1360,   130,   1967,   261) \
	B(CONTENDED_FAIL,     1914,   196,   1058,   715,   1063,   268,   2034,   552) \
	B(REALLOC_STAY,       3177,   142,   2527,   499,   3169,   150,   6372,   278) \
	B(REALLOC_RUN,        2740,   105,   3598,   355,   2956,   114,   3493,   233) \
	B(REALLOC_MOVE,       3615,   120,   1190,   556,   3600,   133,   4175,   293) \
	B(REALLOC_FAIL,       1841,   234,   1575,   713,   2002,   248,   2698,   540) \
	B(ALIGNED,            2019,   235,   1311,   571,   1994,   253,   4838,   379) \
	B(ALIGNED_FAIL,       1625,   287,   1431,   855,   1631,   300,   1013,   698) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           24,     0,     33,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,      1956,   214,   2344,   255,   3214,   214,   2523,   262) \
	B(MALLOC_DRAIN,       1985,    60,   3315,   177,   3209,    58,    769,   138) \
	B(MALLOC_PAGE,        7277,    47,   3677,   170,   5756,    40,   3968,   108) \
	B(MALLOC_RUN,          926,    60,    472,   180,    945,    63,    472,   134) \
	B(MALLOC_CACHED,        53,     0,     68,     0,     53,     0,     53,     0) \
	B(MALLOC_RECLAIM,     3363,   126,   1275,   371,   5494,   101,   3715,   255) \
	B(MALLOC_FAIL,        3949,   182,   3780,   518,   2982,   193,   3552,   386) \
	B(COLLECT,               0,  2598,      0,  3131,      0,  2633,      0,  2692) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           205,     0,    288,     0,    209,     0,    281,     0) \
	B(FREE_FULL,           260,     0,    360,     0,    264,     0,    354,     0) \
	B(FREE_RETIRE,         478,     0,    638,     0,    484,     0,    502,     0) \
	B(FREE_DRAIN,          837,     0,   1045,     0,    848,     0,    897,     0) \
	B(FREE_RUN,            219,    38,    382,    45,    228,    39,    298,    29) \
	B(FREE_CACHED,         217,     0,    377,     0,    229,     0,    313,     0) \
	B(FREE_REMOTE,         182,     0,    307,     0,    186,     0,    278,     0) \
	B(CONTENDED_FIRST,    2006,   118,   2034,   349,   2067,   124,   2180,   229) \
	B(CONTENDED_MALLOC,   5315,    44,   9251,   407,   4987,    46,   5962,   360) \
	B(CONTENDED_RUN,      2617,   125,   5943,   384,   2775,   128,   2557,   360) \
	B(CONTENDED_FAIL,     1476,   260,    833,   746,   1266,   278,   1263,   565) \
	B(REALLOC_STAY,        246,   254,   2413,   606,    638,   264,   3246,   404) \
	B(REALLOC_RUN,        3899,    42,  10965,    81,   4173,    45,   9113,    58) \
	B(REALLOC_MOVE,       1830,   194,   3683,   333,   1787,   207,   3341,   251) \
	B(REALLOC_FAIL,        582,   306,   2098,   636,   1949,   308,    861,   445) \
	B(ALIGNED,            4736,   165,   4197,   622,   4979,   170,   4925,   295) \
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


