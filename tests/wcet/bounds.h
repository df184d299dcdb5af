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
	B(MALLOC_REFILL,       330,     0,    352,     0,    192,     6,    295,    11) \
	B(MALLOC_DRAIN,       3967,     0,   5493,     0,   3412,     0,   4144,     0) \
	B(MALLOC_PAGE,        1234,    30,   1852,   132,   1185,    32,   1494,   101) \
	B(MALLOC_RUN,          650,    40,    945,   150,    654,    42,    741,   117) \
	B(MALLOC_CACHED,        65,     0,     83,     0,     65,     0,     63,     0) \
	B(MALLOC_RECLAIM,     5242,     0,   5907,   234,   5349,     0,   4138,   196) \
	B(MALLOC_FAIL,        3912,     0,   3720,   376,   4019,    70,   3127,   243) \
	B(COLLECT,            1021,  8939,   2658, 10903,   1021,  9101,   2113,  9488) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    239,     0) \
	B(FREE_FULL,           208,     0,    333,     0,    209,     0,    318,     0) \
	B(FREE_RETIRE,         476,    14,    807,     0,    481,    14,    682,     0) \
	B(FREE_DRAIN,         1503,     0,   1473,     0,   1073,     0,   1260,     0) \
	B(FREE_RUN,            203,    37,    344,    43,    212,    37,    251,    27) \
	B(FREE_CACHED,         186,     0,    313,     0,    196,     0,    246,     0) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2597,    43,   2411,   563,   2442,    83,   2093,   462) \
	B(CONTENDED_MALLOC,   2769,     0,   5111,    85,   2705,     0,   3648,    58) \
	B(CONTENDED_RUN,      2960,    23,   2027,   430,   1940,    44,   1729,   283) \
	B(CONTENDED_FAIL,     3205,   108,   6348,   387,   2152,   112,   3600,   274) \
	B(REALLOC_STAY,       2632,   144,   3325,   194,   2259,   127,   2966,   292) \
	B(REALLOC_RUN,        2758,    93,   2948,   436,   1917,   119,   2638,   293) \
	B(REALLOC_MOVE,       4990,    55,   5943,   301,   3639,    88,   4719,   169) \
	B(REALLOC_FAIL,       5317,    79,   3596,   400,   3437,   129,   2994,   370) \
	B(ALIGNED,            5567,    45,   7595,   168,   3966,    67,   5715,   168) \
	B(ALIGNED_FAIL,       2992,   248,   2793,   803,   2710,   243,   2102,   589) \

#define WCET_BOUNDS_BALANCED(B) \
	B(MALLOC_HIT,           24,     0,     35,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,      4312,   167,   8935,   228,   2450,   169,   9040,   220) \
	B(MALLOC_DRAIN,       4286,    43,   4042,   115,   2271,    38,   8866,     0) \
	B(MALLOC_PAGE,        5574,    13,   7224,    75,   3792,    22,  10051,     0) \
	B(MALLOC_RUN,         1116,    44,   2354,   143,   1158,    47,   2024,   106) \
	B(MALLOC_CACHED,        54,     0,     70,     0,     54,     0,     51,     0) \
	B(MALLOC_RECLAIM,     6527,    71,  11231,   362,   3964,   161,  15241,   238) \
	B(MALLOC_FAIL,        8726,    86,   6192,   594,   4470,   158,  16771,   244) \
	B(COLLECT,            1096,  4950,   1492,  7734,   1136,  5013,   1403,  6434) \
	B(FREE_LOCAL,           73,     1,    142,     1,     76,     1,    122,     1) \
	B(FREE_LAST,           202,     1,    381,     0,    250,     0,    354,     0) \
	B(FREE_FULL,           312,     0,    556,     0,    295,     0,    497,     0) \
	B(FREE_RETIRE,         394,     4,    686,     4,    412,     4,    686,     0) \
	B(FREE_DRAIN,          786,     4,   1210,     5,    797,     4,   1205,     0) \
	B(FREE_RUN,            220,    37,    394,    44,    227,    38,    302,    27) \
	B(FREE_CACHED,         216,     0,    389,     0,    226,     0,    313,     0) \
	B(FREE_REMOTE,         172,     1,    342,     0,    176,     1,    309,     0) \
	B(CONTENDED_FIRST,    5242,    49,   1712,   325,   8555,    45,   2408,   235) \
	B(CONTENDED_MALLOC,   3414,    38,   4167,   162,   2022,    39,   3325,    94) \
	B(CONTENDED_RUN,      2100,    77,   1518,   249,    897,    95,   1807,   183) \
	B(CONTENDED_FAIL,     4727,   145,   2943,   469,    903,   204,   2909,   344) \
	B(REALLOC_STAY,       4307,   129,   6920,   425,   2013,   132,   4246,   244) \
	B(REALLOC_RUN,        2707,    74,   5064,   252,   2309,    78,   4023,   245) \
	B(REALLOC_MOVE,       8084,   160,   1886,   464,   3291,   175,   2506,   278) \
	B(REALLOC_FAIL,       5648,   202,   1368,   683,   3310,   206,  13980,   465) \
	B(ALIGNED,            3427,   165,  14804,   320,   1763,   169,  10997,   242) \
	B(ALIGNED_FAIL,       5883,   268,    827,   702,   1077,   274,   1317,   508) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           24,     0,     33,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,      2038,   214,   2633,   253,   1973,   216,   2402,   262) \
	B(MALLOC_DRAIN,       4492,    59,    397,   181,   3120,    63,   2271,   114) \
	B(MALLOC_PAGE,        5212,    35,   2465,   160,   4634,    38,   5685,    89) \
	B(MALLOC_RUN,          881,    53,    948,   171,    860,    57,    632,   131) \
	B(MALLOC_CACHED,        53,     0,     66,     0,     53,     0,     51,     0) \
	B(MALLOC_RECLAIM,     5338,    76,  25160,   291,   4172,    81,  26805,   247) \
	B(MALLOC_FAIL,        5225,   108,  41605,   306,  10324,   113,  19431,   326) \
	B(COLLECT,               0,  2594,      0,  3148,      0,  2628,      0,  2704) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           205,     0,    286,     0,    209,     0,    280,     0) \
	B(FREE_FULL,           260,     0,    360,     0,    264,     0,    355,     0) \
	B(FREE_RETIRE,         483,     0,    638,     0,    489,     0,    504,     0) \
	B(FREE_DRAIN,          858,     0,   1045,     0,    848,     0,    913,     0) \
	B(FREE_RUN,            220,    37,    387,    44,    227,    38,    302,    27) \
	B(FREE_CACHED,         216,     0,    380,     0,    226,     0,    313,     0) \
	B(FREE_REMOTE,         182,     0,    307,     0,    186,     0,    280,     0) \
	B(CONTENDED_FIRST,    2187,    93,   2043,   296,   1915,   102,   2783,   202) \
	B(CONTENDED_MALLOC,   1240,    93,   1368,   330,   1404,    99,  16981,   114) \
	B(CONTENDED_RUN,       986,    56,   5887,   159,    769,    58,  10367,   120) \
	B(CONTENDED_FAIL,      776,   165,   1559,   499,    707,   172,   1461,   376) \
	B(REALLOC_STAY,      18173,   201,   2708,   530,    236,   202,   3525,   326) \
	B(REALLOC_RUN,        6551,    39,   9778,   105,   2638,    42,  40057,    77) \
	B(REALLOC_MOVE,       3395,   225,   1378,   405,   2556,   152,   3556,   193) \
	B(REALLOC_FAIL,        686,   254,    684,   600,   1154,   259,   2608,   393) \
	B(ALIGNED,            1789,   166,   2724,   445,   2998,   170,   1275,   268) \
	B(ALIGNED_FAIL,       1579,   241,      0,   896,      0,   372,  13211,   399) \

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


