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
	B(MALLOC_HIT,           19,     0,     29,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,       334,    19,    464,    25,    339,    19,    916,     0) \
	B(MALLOC_DRAIN,       4756,     0,   5692,     0,   4146,     0,   4450,     0) \
	B(MALLOC_PAGE,        1230,    32,   1848,   122,   1244,    34,   1420,    97) \
	B(MALLOC_RUN,          671,    40,    992,   149,    687,    42,    688,   114) \
	B(MALLOC_CACHED,        69,     0,     88,     0,     73,     0,     67,     0) \
	B(MALLOC_RECLAIM,     6039,    54,   8070,   150,   6147,    55,   6295,   138) \
	B(MALLOC_FAIL,        3932,     0,   3977,   348,   3436,    39,   3321,   280) \
	B(COLLECT,            1018,  8941,   2655, 10904,   1018,  9103,   2114,  9488) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    239,     0) \
	B(FREE_FULL,           208,     0,    333,     0,    209,     0,    318,     0) \
	B(FREE_RETIRE,         483,    12,    807,     0,    487,    12,    653,     0) \
	B(FREE_DRAIN,         1063,     0,   1473,     0,   1073,     0,   1240,     0) \
	B(FREE_RUN,            216,    35,    342,    42,    226,    36,    259,    26) \
	B(FREE_CACHED,         197,     0,    311,     0,    213,     0,    245,     0) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2520,    51,   2585,   632,   2561,    54,   2174,   474) \
	B(CONTENDED_MALLOC,   2396,     0,   2795,   313,   2414,     0,   2666,    66) \
	B(CONTENDED_RUN,      2077,     0,   2083,   455,   2392,     0,   1968,   339) \
	B(CONTENDED_FAIL,     2034,   112,   4105,   377,   2075,   113,   2223,   352) \
	B(REALLOC_STAY,       2975,    67,   2187,   799,   3048,    66,   2987,   293) \
	B(REALLOC_RUN,        2751,    94,   2641,   452,   2418,   100,   2532,   328) \
	B(REALLOC_MOVE,       4068,    52,   6333,   278,   4331,    56,   5746,   249) \
	B(REALLOC_FAIL,       3058,   132,   3278,   635,   3113,   138,   2925,   425) \
	B(ALIGNED,            3886,   113,   6458,   142,   3929,   119,   5361,   152) \
	B(ALIGNED_FAIL,       2504,   274,   3016,   818,   2373,   283,   3144,   558) \

#define WCET_BOUNDS_BALANCED(B) \
	B(MALLOC_HIT,           19,     0,     28,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,      2245,   187,   5965,   276,   2272,   189,   7111,   240) \
	B(MALLOC_DRAIN,       1965,    36,   2386,   157,   2224,    35,   4952,    62) \
	B(MALLOC_PAGE,        2718,    38,   5339,   106,   3460,    43,   9945,    69) \
	B(MALLOC_RUN,         1285,    41,   1561,   160,   1291,    45,   1289,   116) \
	B(MALLOC_CACHED,        79,     0,     97,     0,     87,     0,     73,     0) \
	B(MALLOC_RECLAIM,     3286,   147,   2425,   635,   3879,   153,   9170,   258) \
	B(MALLOC_FAIL,        3547,   111,   3406,   667,   4488,   120,  15464,   263) \
	B(COLLECT,            1042,  4941,   1629,  7672,   1059,  5005,   1425,  6387) \
	B(FREE_LOCAL,           73,     1,    142,     1,     76,     1,    122,     1) \
	B(FREE_LAST,           202,     1,    381,     0,    244,     0,    354,     0) \
	B(FREE_FULL,           312,     0,    563,     0,    316,     0,    521,     0) \
	B(FREE_RETIRE,         405,     4,    766,     0,    412,     4,    645,     0) \
	B(FREE_DRAIN,          786,     4,   1210,     5,    797,     4,   1031,     3) \
	B(FREE_RUN,            214,    37,    377,    44,    220,    38,    296,    27) \
	B(FREE_CACHED,         260,     0,    432,     0,    284,     0,    342,     0) \
	B(FREE_REMOTE,         172,     1,    342,     0,    176,     1,    309,     0) \
	B(CONTENDED_FIRST,    2842,    30,   1891,   329,   2889,    33,   5530,   179) \
	B(CONTENDED_MALLOC,   3498,    25,   4327,   142,   2726,    25,   9374,    70) \
	B(CONTENDED_RUN,      1382,    79,   1457,   251,   1298,    82,   1576,   176) \
	B(CONTENDED_FAIL,     1909,   137,   2602,   466,   1909,   144,   9218,   344) \
	B(REALLOC_STAY,       2336,    82,   2547,   346,   9601,    86,   7739,   237) \
	B(REALLOC_RUN,        2100,    70,   4306,   260,   2157,    74,   6786,   176) \
	B(REALLOC_MOVE,       3607,    95,   6606,   303,   3278,    97,   3773,   410) \
	B(REALLOC_FAIL,       4084,   129,    981,   617,   4683,   168,  11045,   362) \
	B(ALIGNED,            2726,   111,   5048,   308,   3325,   125,   4476,   228) \
	B(ALIGNED_FAIL,       2041,   268,   1346,   700,   2377,   278,   2030,   504) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           19,     0,     26,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,      2083,   218,   2467,   257,   2096,   221,   2534,   264) \
	B(MALLOC_DRAIN,        875,    56,    849,   178,    700,    61,   4769,   114) \
	B(MALLOC_PAGE,        5182,    44,   4916,   163,   5446,    32,   5601,   112) \
	B(MALLOC_RUN,         1115,    50,   1001,   171,   1110,    54,    628,   128) \
	B(MALLOC_CACHED,        98,     0,    120,     0,    110,     0,     90,     0) \
	B(MALLOC_RECLAIM,     5140,    88,   3757,   301,   5209,    92,   3763,   241) \
	B(MALLOC_FAIL,        3934,    98,   2375,   538,   4276,   106,   4884,   225) \
	B(COLLECT,               0,  2592,      0,  3146,      0,  2626,      0,  2703) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           205,     0,    286,     0,    209,     0,    280,     0) \
	B(FREE_FULL,           260,     0,    362,     0,    264,     0,    353,     0) \
	B(FREE_RETIRE,         483,     0,    636,     0,    489,     0,    494,     0) \
	B(FREE_DRAIN,          837,     0,   1045,     0,    848,     0,   1020,     0) \
	B(FREE_RUN,            214,    37,    374,    44,    220,    38,    297,    27) \
	B(FREE_CACHED,         290,     0,    460,     0,    320,     0,    365,     0) \
	B(FREE_REMOTE,         182,     0,    307,     0,    186,     0,    280,     0) \
	B(CONTENDED_FIRST,    3661,    79,   3290,   317,   3406,    92,   3341,   189) \
	B(CONTENDED_MALLOC,   2820,    80,   6758,   137,   2955,    85,   1880,   234) \
	B(CONTENDED_RUN,      1960,    49,   2932,   184,   1873,    58,   4617,   109) \
	B(CONTENDED_FAIL,     2210,   150,   1470,   501,   2088,   160,   1340,   369) \
	B(REALLOC_STAY,       2364,   179,   2778,   489,   1829,   182,   4580,   262) \
	B(REALLOC_RUN,        3406,    31,   8802,   113,   3622,    32,   7448,    78) \
	B(REALLOC_MOVE,       1288,   220,  10749,   247,   2910,   150,   6754,   208) \
	B(REALLOC_FAIL,       1143,   247,   4033,   499,   1125,   252,   2372,   371) \
	B(ALIGNED,            2876,   154,   1859,   506,   3519,   153,   8098,   177) \
	B(ALIGNED_FAIL,       2156,   213,      0,   800,    210,   360,   3332,   332) \

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


