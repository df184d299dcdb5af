/* SPDX-License-Identifier: MIT */
/*
 * The published bounds: the most instructions that a call takes on each path, -O2, cpu
 * model, one region, no heap of hakmem_heap_create(). fixed + word * w, with w the
 * words of the arena's bitmap: slices / 32, rounded up (at 128 B a slice 2 for 8 KB;
 * at most 16 from 64 KB to 512 KB in the fast profile; one a KB in the balanced profile, 2
 * in the compact one, 4 in the tiny one).
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
	B(MALLOC_HIT,           19,     0,     29,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       196,     0,    344,     0,    199,     0,    312,     0) \
	B(MALLOC_DRAIN,       3704,     0,   4424,     0,   3763,     0,   4378,     0) \
	B(MALLOC_PAGE,        1132,    40,   1653,   129,   1136,    42,   1375,    93) \
	B(MALLOC_RUN,          639,    42,    886,   154,    655,    44,    678,   115) \
	B(MALLOC_CACHED,        69,     0,     88,     0,     73,     0,     67,     0) \
	B(MALLOC_RECLAIM,     6686,    59,   7633,   232,   7738,     0,   7815,    75) \
	B(MALLOC_FAIL,        3703,   106,   3676,   350,   2774,   113,   4031,   190) \
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
	B(CONTENDED_MALLOC,   2122,     0,   4130,     0,   2078,     0,   3209,     0) \
	B(CONTENDED_RUN,      2196,     0,   3033,   316,   2231,     0,   1980,   227) \
	B(CONTENDED_FAIL,     2005,   111,   2570,   395,   2049,   112,   2372,   278) \
	B(REALLOC_STAY,       2739,    61,   3822,   155,   2870,    64,   2827,   252) \
	B(REALLOC_RUN,        2550,   109,   3452,   438,   2608,   119,   2548,   333) \
	B(REALLOC_MOVE,       4747,    92,   6139,   213,   4691,    68,   5615,    61) \
	B(REALLOC_FAIL,       5110,    76,   4083,   353,   5176,    78,   4169,   246) \
	B(ALIGNED,            3742,    62,   6375,   105,   3807,    62,   4632,   188) \
	B(ALIGNED_FAIL,       2136,   270,   3325,   772,   2162,   280,   2747,   546) \

#define WCET_BOUNDS_BALANCED(B) \
	B(MALLOC_HIT,           19,     0,     28,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       266,     0,    344,     2,    270,     0,    328,     1) \
	B(MALLOC_DRAIN,       1300,    50,   3360,   120,   1289,    55,   2145,    91) \
	B(MALLOC_PAGE,        1483,    44,   1636,   160,   1490,    47,   1244,   126) \
	B(MALLOC_RUN,         1128,    49,   1514,   151,   1133,    54,    967,   122) \
	B(MALLOC_CACHED,        79,     0,     97,     0,     87,     0,     73,     0) \
	B(MALLOC_RECLAIM,     1739,   174,     70,   665,   1195,   215,   1472,   313) \
	B(MALLOC_FAIL,        1351,   200,      0,   683,   1225,   210,   1044,   459) \
	B(COLLECT,            1023,  2338,   1260,  2956,   1019,  2388,    478,  2540) \
	B(FREE_LOCAL,           48,     1,    129,     1,     55,     1,     96,     1) \
	B(FREE_LAST,           210,     0,    362,     0,    185,     1,    333,     0) \
	B(FREE_FULL,           264,     0,    575,     0,    345,     0,    512,     0) \
	B(FREE_RETIRE,         351,     4,    711,     3,    368,     4,    671,     0) \
	B(FREE_DRAIN,          541,     4,   1048,     0,    517,     4,    637,     3) \
	B(FREE_RUN,            179,    37,    369,    44,    189,    38,    273,    27) \
	B(FREE_CACHED,         223,     0,    415,     0,    251,     0,    308,     0) \
	B(FREE_REMOTE,         137,     1,    329,     0,    144,     1,    288,     0) \
	B(CONTENDED_FIRST,    2095,    87,   4343,   139,   2309,    97,   3503,   122) \
	B(CONTENDED_MALLOC,   1295,    47,   3573,   124,   2574,    38,   4028,    92) \
	B(CONTENDED_RUN,      1205,    69,   1559,   232,    872,    81,   1119,   176) \
	B(CONTENDED_FAIL,     1577,   142,   1825,   503,   1472,   150,   1854,   350) \
	B(REALLOC_STAY,       1417,   186,    223,   598,   1907,   162,   4544,   273) \
	B(REALLOC_RUN,        2797,    66,    459,   595,   2720,    79,   3197,   212) \
	B(REALLOC_MOVE,       2328,   131,   1490,   595,   2327,   138,    884,   410) \
	B(REALLOC_FAIL,       1562,   230,    191,   698,    771,   326,   1634,   390) \
	B(ALIGNED,            2031,   140,   6168,   268,   1997,   147,   2847,   295) \
	B(ALIGNED_FAIL,       1320,   240,   1545,   616,    443,   342,   1562,   448) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           19,     0,     26,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       210,     0,    258,     0,    215,     0,    262,     0) \
	B(MALLOC_DRAIN,        767,    57,    577,   178,    443,    63,    376,   137) \
	B(MALLOC_PAGE,         832,    49,    682,   175,    778,    56,    454,   134) \
	B(MALLOC_RUN,         1156,    47,   1021,   171,   1135,    52,    513,   130) \
	B(MALLOC_CACHED,        98,     0,    120,     0,    110,     0,     90,     0) \
	B(MALLOC_RECLAIM,     5069,    86,   4388,   260,   5108,    91,   2641,   223) \
	B(MALLOC_FAIL,        2434,   102,   6072,   307,   2659,   103,   4217,   235) \
	B(COLLECT,               0,  1700,      0,  2243,      0,  1731,      0,  1833) \
	B(FREE_LOCAL,           61,     0,    143,     0,     70,     0,    110,     0) \
	B(FREE_LAST,           179,     0,    273,     0,    189,     0,    252,     0) \
	B(FREE_FULL,           304,     0,    401,     0,    314,     0,    387,     0) \
	B(FREE_RETIRE,         457,     0,    608,     0,    467,     0,    508,     0) \
	B(FREE_DRAIN,          567,     0,    757,     0,    580,     0,    780,     0) \
	B(FREE_RUN,            179,    37,    370,    44,    189,    38,    274,    27) \
	B(FREE_CACHED,         253,     0,    447,     0,    287,     0,    331,     0) \
	B(FREE_REMOTE,         146,     0,    294,     0,    155,     0,    254,     0) \
	B(CONTENDED_FIRST,    2346,    78,   2392,   302,   2378,    97,   2109,   233) \
	B(CONTENDED_MALLOC,   3012,    78,   4879,   295,   4048,    28,   1600,   237) \
	B(CONTENDED_RUN,      1510,    63,   5667,   162,   2032,    53,   4443,   114) \
	B(CONTENDED_FAIL,     1567,   154,   1828,   496,   1763,   165,    947,   384) \
	B(REALLOC_STAY,       4530,   117,   3055,   501,    468,   249,   1395,   375) \
	B(REALLOC_RUN,        3628,    31,   9408,   112,   3845,    33,   7139,    84) \
	B(REALLOC_MOVE,       3162,   111,   5063,   251,   3148,   122,   2189,   222) \
	B(REALLOC_FAIL,       1508,   236,    880,   587,   1430,   250,    486,   416) \
	B(ALIGNED,            4282,   125,   2589,   440,   3210,   163,   1391,   244) \
	B(ALIGNED_FAIL,          0,   312,      0,   952,      0,   367,      0,   515) \

/* No pages, no heaps: paths that are not here cannot be taken. */
#define WCET_BOUNDS_TINY(B) \
	B(MALLOC_RUN,          242,    61,    282,   181,    244,    64,    225,   133) \
	B(MALLOC_FAIL,         160,   121,    143,   361,    165,   127,    186,   265) \
	B(FREE_RUN,            124,    41,    258,    48,    124,    44,    167,    31) \
	B(REALLOC_RUN,         212,    50,    375,    65,    213,    55,    282,    44) \
	B(REALLOC_MOVE,        620,   125,    883,   306,    637,   127,    714,   216) \
	B(REALLOC_FAIL,        656,   250,    817,   611,    684,   254,    730,   432) \
	B(ALIGNED,             220,   125,    294,   307,    223,   127,    250,   217) \
	B(ALIGNED_FAIL,        159,   251,     49,   613,    167,   255,    144,   433) \

/* As tiny, with the index. */
#define WCET_BOUNDS_BOUNDED(B) \
	B(MALLOC_RUN,          452,    38,   1506,    42,    449,    42,    816,    39) \
	B(MALLOC_FAIL,         656,     6,   3311,     5,    652,     7,   2395,     4) \
	B(FREE_RUN,            338,    15,    631,    16,    335,    21,    386,    13) \
	B(REALLOC_RUN,         383,    32,    676,    37,    385,    35,    482,    33) \
	B(REALLOC_MOVE,      24471,    15,  62395,     0,  23993,    18,  41105,    10) \
	B(REALLOC_FAIL,      47643,    32, 123384,     0,  46190,    40,  80867,    22) \
	B(ALIGNED,             428,   111,    528,   248,    433,   112,    407,   173) \
	B(ALIGNED_FAIL,        208,   223,    206,   496,    219,   225,    266,   346) \
	B(MALLOC_WORD,         182,     0,    446,     0,    186,     0,    283,     0) \
	B(WORD_FAIL,           198,     0,    374,     0,    207,     0,    314,     0) \
	B(FREE_WORD,           155,     0,    291,     0,    158,     0,    138,     0) \
	B(ALIGNED_WORD,        463,     0,    817,     0,    468,     0,    628,     0) \

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
