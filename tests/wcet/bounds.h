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
	B(MALLOC_REFILL,       263,     0,    784,    10,    283,     0,    442,     0) \
	B(MALLOC_DRAIN,       3696,     0,   5587,     0,   4087,     0,   4428,     0) \
	B(MALLOC_PAGE,        1155,    29,   1692,   125,   1153,    41,   1356,    93) \
	B(MALLOC_RUN,          676,    37,    936,   150,    693,    39,    726,   112) \
	B(MALLOC_CACHED,        69,     0,     88,     0,     73,     0,     67,     0) \
	B(MALLOC_RECLAIM,     6436,    69,   7259,   248,   6594,    67,   7458,    90) \
	B(MALLOC_FAIL,        3498,    59,   3368,   369,   3535,    64,   3935,   196) \
	B(COLLECT,            1010,  8941,   2645, 10904,   1010,  9103,   2092,  9490) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    239,     0) \
	B(FREE_FULL,           208,     0,    333,     0,    209,     0,    318,     0) \
	B(FREE_RETIRE,         480,    12,    807,     0,    481,    14,    653,     0) \
	B(FREE_DRAIN,         1063,     0,   1473,     0,   1073,     0,   1240,     0) \
	B(FREE_RUN,            216,    35,    342,    42,    226,    36,    259,    26) \
	B(FREE_CACHED,         197,     0,    311,     0,    213,     0,    245,     0) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2520,    51,   3202,   315,   2429,    87,   2622,   235) \
	B(CONTENDED_MALLOC,   2320,     0,   3891,    81,   2386,     0,   3497,    63) \
	B(CONTENDED_RUN,      1936,     0,   2234,   366,   1977,     0,   2438,   185) \
	B(CONTENDED_FAIL,     2037,   110,   2744,   385,   2012,   115,   2345,   291) \
	B(REALLOC_STAY,       2861,    38,   3589,   165,   2595,    55,   3255,   229) \
	B(REALLOC_RUN,        2738,    70,   2476,   456,   2659,    78,   2602,   303) \
	B(REALLOC_MOVE,       4318,   114,   6360,   223,   4220,    94,   5530,    67) \
	B(REALLOC_FAIL,       5385,    45,   3952,   348,   5118,    68,   3345,   327) \
	B(ALIGNED,            3832,   143,   5046,   187,   4462,     0,   5240,   106) \
	B(ALIGNED_FAIL,       2667,   237,   2630,   817,   2695,   247,   3149,   521) \

#define WCET_BOUNDS_BALANCED(B) \
	B(MALLOC_HIT,           19,     0,     28,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,      2781,   166,   3138,   320,   1863,   182,   4660,   270) \
	B(MALLOC_DRAIN,       1750,    33,   2971,   108,   1791,    34,   3609,    75) \
	B(MALLOC_PAGE,        2066,    35,   5418,   102,   2217,    47,   4487,    74) \
	B(MALLOC_RUN,         1285,    41,   1674,   155,   1291,    45,    974,   121) \
	B(MALLOC_CACHED,        79,     0,     97,     0,     87,     0,     73,     0) \
	B(MALLOC_RECLAIM,     2597,   155,   1061,   466,   2488,   163,   3372,   349) \
	B(MALLOC_FAIL,        4634,    93,   3937,   462,   3923,   114,   3389,   452) \
	B(COLLECT,             792,  3785,   1066,  5891,    801,  3834,    845,  4904) \
	B(FREE_LOCAL,           73,     1,    142,     1,     76,     1,    122,     1) \
	B(FREE_LAST,           202,     1,    381,     0,    244,     0,    354,     0) \
	B(FREE_FULL,           312,     0,    534,     0,    295,     0,    489,     0) \
	B(FREE_RETIRE,         389,     4,    766,     0,    396,     4,    645,     0) \
	B(FREE_DRAIN,          786,     4,   1210,     5,    797,     4,   1031,     3) \
	B(FREE_RUN,            214,    37,    377,    44,    220,    38,    296,    27) \
	B(FREE_CACHED,         260,     0,    432,     0,    284,     0,    342,     0) \
	B(FREE_REMOTE,         172,     1,    342,     0,    176,     1,    304,     0) \
	B(CONTENDED_FIRST,    2994,    26,   4560,   191,   3416,    29,   2303,   230) \
	B(CONTENDED_MALLOC,   2417,    23,   4552,   105,   2844,    27,   1982,   186) \
	B(CONTENDED_RUN,      1050,    79,   1649,   245,   1063,    83,   1320,   184) \
	B(CONTENDED_FAIL,     1718,   138,   2240,   477,   1715,   146,   1869,   350) \
	B(REALLOC_STAY,       2302,    84,   7314,   153,   1163,   218,   4819,   253) \
	B(REALLOC_RUN,        2103,    59,   6714,   166,   2400,    60,   2095,   250) \
	B(REALLOC_MOVE,       3196,   114,   2735,   364,   3034,    92,   3297,   249) \
	B(REALLOC_FAIL,       2335,   164,   1723,   576,   1584,   218,   2989,   377) \
	B(ALIGNED,            3244,   115,   6099,   293,   2874,   144,   4423,   311) \
	B(ALIGNED_FAIL,       1457,   236,   1672,   614,   1415,   246,   4799,   448) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           19,     0,     26,     0,     19,     0,     21,     0) \
	B(MALLOC_REFILL,      1988,   218,   2355,   257,   2000,   221,   2419,   264) \
	B(MALLOC_DRAIN,        897,    55,    377,   178,    646,    61,   1164,   114) \
	B(MALLOC_PAGE,        2032,    44,   1856,   163,   3981,    32,   2219,   112) \
	B(MALLOC_RUN,         1115,    50,    889,   171,   1110,    54,    460,   128) \
	B(MALLOC_CACHED,        98,     0,    120,     0,    110,     0,     90,     0) \
	B(MALLOC_RECLAIM,     5140,    88,   3757,   301,   5209,    92,   2352,   241) \
	B(MALLOC_FAIL,        3934,    98,   2375,   538,   3611,   106,   4884,   225) \
	B(COLLECT,               0,  2592,      0,  3146,      0,  2626,      0,  2703) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           205,     0,    286,     0,    209,     0,    280,     0) \
	B(FREE_FULL,           260,     0,    362,     0,    264,     0,    353,     0) \
	B(FREE_RETIRE,         483,     0,    627,     0,    484,     0,    494,     0) \
	B(FREE_DRAIN,          837,     0,   1045,     0,    848,     0,   1020,     0) \
	B(FREE_RUN,            214,    37,    374,    44,    220,    38,    297,    27) \
	B(FREE_CACHED,         290,     0,    460,     0,    320,     0,    365,     0) \
	B(FREE_REMOTE,         182,     0,    307,     0,    186,     0,    280,     0) \
	B(CONTENDED_FIRST,    3661,    79,   3290,   317,   3406,    92,   3341,   189) \
	B(CONTENDED_MALLOC,   2820,    80,   6551,   137,   2955,    85,   1880,   234) \
	B(CONTENDED_RUN,       816,    49,   2044,   184,    598,    58,   4617,   109) \
	B(CONTENDED_FAIL,     2210,   150,   1456,   501,   2088,   160,   1340,   369) \
	B(REALLOC_STAY,        518,   179,   2778,   489,    785,   182,   4580,   262) \
	B(REALLOC_RUN,        3406,    31,   8802,   113,   3622,    32,   7448,    78) \
	B(REALLOC_MOVE,        510,   220,   5840,   247,   1738,   150,   2386,   208) \
	B(REALLOC_FAIL,       1143,   247,   2482,   499,   1125,   252,   1695,   371) \
	B(ALIGNED,            2876,   154,      0,   506,   3519,   153,   8098,   177) \
	B(ALIGNED_FAIL,       2156,   213,      0,   800,    210,   360,   3051,   332) \

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


