/* SPDX-License-Identifier: MIT */
/*
 * The published bounds: the most instructions that a call takes on each path, -O2, cpu
 * model, one region, no heap of hakmem_heap_create(). fixed + word * w, with w the
 * words of the arena's bitmap: slices / 32, rounded up (at 128 B a slice 2 for 8 KB;
 * at most 16 from 64 KB to 512 KB in the fast profile; one a KB in the balanced profile, 2
 * in the compact one, 4 in the tiny one).
 *
 * scripts/wcet.py measures them (make wcet), and fails where one is exceeded;
 * make wcet WRITE=1 writes the tables anew from what it has measured: the most, or an
 * eighth more where searches have found far more than the states that are built.
 *
 *		fixed, word of	M3	     M0		  M33	       RV32
 */
#ifndef WCET_BOUNDS_H
#define WCET_BOUNDS_H

/* clang-format off */
#define WCET_BOUNDS_FAST(B) \
	B(MALLOC_HIT,           19,     0,     29,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       196,     0,    344,     0,    199,     0,    312,     0) \
	B(MALLOC_DRAIN,       3704,     0,   4424,     0,   3763,     0,   4378,     0) \
	B(MALLOC_PAGE,        1132,    40,   1653,   129,   1136,    42,   1390,    93) \
	B(MALLOC_RUN,          639,    42,    886,   154,    655,    44,    678,   115) \
	B(MALLOC_CACHED,        69,     0,     88,     0,     73,     0,     67,     0) \
	B(MALLOC_RECLAIM,     6686,    59,   7633,   232,   7738,     0,   7815,    75) \
	B(MALLOC_FAIL,        3703,   106,   3670,   353,   3608,    67,   4031,   190) \
	B(COLLECT,             684,  6978,   1318,  8710,    690,  7109,    802,  6902) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    239,     0) \
	B(FREE_FULL,           208,     0,    333,     0,    209,     0,    318,     0) \
	B(FREE_RETIRE,         479,    12,    806,     0,    484,    12,    653,     0) \
	B(FREE_DRAIN,          545,    14,    683,    15,    553,    14,    802,     0) \
	B(FREE_RUN,            207,    35,    346,    42,    217,    36,    249,    26) \
	B(FREE_CACHED,         186,     0,    316,     0,    202,     0,    235,     0) \
	B(FREE_REMOTE,         111,     0,    190,     0,    111,     0,    177,     0) \
	B(CONTENDED_FIRST,    2503,    51,   3200,   315,   2547,    54,   2624,   235) \
	B(CONTENDED_MALLOC,   2122,     0,   4306,     0,   2395,     0,   3209,     0) \
	B(CONTENDED_RUN,      2342,     0,   3033,   316,   2301,     0,   1980,   227) \
	B(CONTENDED_FAIL,     2005,   111,   2663,   390,   2049,   112,   2372,   278) \
	B(REALLOC_STAY,       2745,    61,   3831,   155,   2870,    64,   2827,   252) \
	B(REALLOC_RUN,        2550,   109,   3452,   438,   2608,   119,   2548,   333) \
	B(REALLOC_MOVE,       4775,    85,   6191,   200,   3863,    85,   5503,   102) \
	B(REALLOC_FAIL,       5238,    68,   3659,   379,   5800,    39,   4209,   226) \
	B(ALIGNED,            3588,   139,   6375,   105,   3651,   140,   4760,   156) \
	B(ALIGNED_FAIL,       2354,   164,   3695,   587,   2376,   176,   3025,   407) \

#define WCET_BOUNDS_BALANCED(B) \
	B(MALLOC_HIT,           19,     0,     28,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       266,     0,    344,     2,    270,     0,    328,     1) \
	B(MALLOC_DRAIN,       1309,    55,   3360,   120,   1242,    62,   2145,    91) \
	B(MALLOC_PAGE,        1467,    46,   1664,   160,   1418,    56,   1244,   126) \
	B(MALLOC_RUN,         1135,    49,   1513,   161,   1133,    54,   1126,   122) \
	B(MALLOC_CACHED,        79,     0,     97,     0,     87,     0,     73,     0) \
	B(MALLOC_RECLAIM,     1817,   173,     70,   665,   1555,   215,   1490,   313) \
	B(MALLOC_FAIL,        1351,   200,   1152,   665,   1737,   202,   1547,   459) \
	B(COLLECT,            1023,  2338,   1260,  2956,   1019,  2388,    478,  2540) \
	B(FREE_LOCAL,           48,     1,    129,     1,     55,     1,     96,     1) \
	B(FREE_LAST,           215,     0,    362,     0,    185,     1,    333,     0) \
	B(FREE_FULL,           278,     0,    575,     0,    345,     0,    537,     0) \
	B(FREE_RETIRE,         415,     3,    711,     3,    397,     4,    671,     0) \
	B(FREE_DRAIN,          558,     4,   1048,     0,    570,     4,    683,     3) \
	B(FREE_RUN,            179,    37,    369,    44,    189,    38,    273,    27) \
	B(FREE_CACHED,         223,     0,    415,     0,    251,     0,    308,     0) \
	B(FREE_REMOTE,         137,     1,    329,     0,    144,     1,    288,     0) \
	B(CONTENDED_FIRST,    1703,   136,   5296,   128,   2309,    97,   3462,   160) \
	B(CONTENDED_MALLOC,   2127,    34,   2670,   268,   2574,    38,   3124,   205) \
	B(CONTENDED_RUN,       965,    99,   1559,   232,    872,    81,   1119,   176) \
	B(CONTENDED_FAIL,     1153,   195,   1825,   503,   1609,   150,   1854,   350) \
	B(REALLOC_STAY,       1676,   186,    776,   590,   1907,   162,   4544,   273) \
	B(REALLOC_RUN,        2797,    66,    989,   587,   2720,    79,   4034,   220) \
	B(REALLOC_MOVE,       3250,    87,    433,   612,   2578,   138,   2655,   276) \
	B(REALLOC_FAIL,       2122,   151,      0,   703,   2155,   156,   1745,   384) \
	B(ALIGNED,            2182,    79,   1979,   380,   2549,    78,   1891,   261) \
	B(ALIGNED_FAIL,       1867,   160,   2073,   490,   1948,   167,   1086,   374) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           19,     0,     26,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       210,     0,    258,     0,    215,     0,    262,     0) \
	B(MALLOC_DRAIN,        767,    57,    577,   178,    693,    61,    376,   137) \
	B(MALLOC_PAGE,         862,    50,    682,   175,    884,    56,    454,   134) \
	B(MALLOC_RUN,         1139,    49,   1021,   171,   1154,    52,    513,   130) \
	B(MALLOC_CACHED,        98,     0,    120,     0,    110,     0,     90,     0) \
	B(MALLOC_RECLAIM,     5069,    86,   3828,   295,   5108,    91,   2305,   244) \
	B(MALLOC_FAIL,        2850,   102,   6183,   307,   2659,   103,   4296,   235) \
	B(COLLECT,               0,  1700,      0,  2243,      0,  1731,      0,  1833) \
	B(FREE_LOCAL,           61,     0,    143,     0,     70,     0,    110,     0) \
	B(FREE_LAST,           179,     0,    273,     0,    189,     0,    252,     0) \
	B(FREE_FULL,           304,     0,    401,     0,    314,     0,    387,     0) \
	B(FREE_RETIRE,         457,     0,    622,     0,    467,     0,    508,     0) \
	B(FREE_DRAIN,          567,     0,    757,     0,    580,     0,    780,     0) \
	B(FREE_RUN,            179,    37,    370,    44,    189,    38,    274,    27) \
	B(FREE_CACHED,         253,     0,    447,     0,    287,     0,    331,     0) \
	B(FREE_REMOTE,         146,     0,    294,     0,    155,     0,    254,     0) \
	B(CONTENDED_FIRST,    2677,    89,   2392,   302,   2502,    97,   1901,   246) \
	B(CONTENDED_MALLOC,   3012,    78,   4879,   295,   3968,    33,   1600,   237) \
	B(CONTENDED_RUN,      1510,    63,   5667,   162,   2032,    53,   4443,   114) \
	B(CONTENDED_FAIL,     1471,   160,   1828,   496,   1763,   165,    992,   385) \
	B(REALLOC_STAY,       4530,   117,   3055,   501,    468,   249,      0,   542) \
	B(REALLOC_RUN,        3628,    31,  10054,   107,   4345,    29,   7139,    84) \
	B(REALLOC_MOVE,       3380,    92,   4657,   247,   3155,   100,   2221,   221) \
	B(REALLOC_FAIL,       3113,   131,   2920,   355,   2142,   197,   2051,   252) \
	B(ALIGNED,            3228,   103,   5057,   270,   3396,   107,   1137,   245) \
	B(ALIGNED_FAIL,        988,   245,      0,   616,    572,   260,      0,   537) \

/* No pages, no heaps: paths that are not here cannot be taken. */
#define WCET_BOUNDS_TINY(B) \
	B(MALLOC_RUN,          242,    61,    282,   181,    244,    64,    225,   133) \
	B(MALLOC_FAIL,         160,   121,    143,   361,    165,   127,    186,   265) \
	B(FREE_RUN,            124,    41,    258,    48,    124,    44,    167,    31) \
	B(REALLOC_RUN,         212,    50,    375,    65,    213,    55,    282,    44) \
	B(REALLOC_MOVE,        683,    75,    920,   211,    709,    78,    737,   142) \
	B(REALLOC_FAIL,        786,   172,   1045,   422,    802,   180,    898,   284) \
	B(ALIGNED,             278,    74,    322,   212,    282,    77,    273,   143) \
	B(ALIGNED_FAIL,        285,   149,    277,   423,    291,   155,    298,   285) \

/* As tiny, with the index. */
#define WCET_BOUNDS_BOUNDED(B) \
	B(MALLOC_RUN,          452,    38,   1508,    42,    449,    42,   1070,    38) \
	B(MALLOC_FAIL,         657,     6,   1991,    11,    653,     7,   1545,     8) \
	B(FREE_RUN,            338,    15,    631,    16,    335,    21,    386,    13) \
	B(REALLOC_RUN,         383,    32,    676,    37,    385,    35,    482,    33) \
	B(REALLOC_MOVE,       1178,    52,   1495,   127,   1250,    53,   1109,    91) \
	B(REALLOC_FAIL,        720,    70,   1023,   127,    738,    78,    968,    91) \
	B(ALIGNED,             589,    51,    766,   127,    597,    53,    656,    91) \
	B(ALIGNED_FAIL,        212,    52,    259,   127,    221,    54,    308,    91) \
	B(MALLOC_WORD,         182,     0,    446,     0,    186,     0,    282,     0) \
	B(WORD_FAIL,           199,     0,    370,     0,    208,     0,    317,     0) \
	B(FREE_WORD,           155,     0,    291,     0,    158,     0,    138,     0) \
	B(ALIGNED_WORD,        460,     0,    801,     0,    467,     0,    629,     0) \

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
