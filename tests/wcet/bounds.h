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
	B(MALLOC_DRAIN,       3669,     0,   4918,     0,   3730,     0,   4525,     0) \
	B(MALLOC_PAGE,         923,    61,   1580,   162,    936,    64,   1388,   117) \
	B(MALLOC_RUN,          312,    88,    638,   198,    317,    91,    504,   140) \
	B(MALLOC_RECLAIM,     3600,    99,   5091,   305,   3837,   104,   4099,   200) \
	B(MALLOC_FAIL,        2547,   131,   2529,   505,   2574,   140,   2381,   342) \
	B(COLLECT,            1487,  8989,  11655, 10452,   1448,  9153,   8815,  9184) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    240,     0) \
	B(FREE_FULL,           208,     0,    333,     0,    209,     0,    319,     0) \
	B(FREE_RETIRE,         479,    14,    837,     6,    484,    14,    728,     0) \
	B(FREE_DRAIN,         1099,     0,   1508,     0,   1109,     0,   1277,     0) \
	B(FREE_RUN,            158,    42,    271,    54,    164,    43,    206,    33) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2094,   158,   3332,   242,   2110,   167,   4233,   155) \
	B(CONTENDED_MALLOC,   2117,    62,   3160,   180,   1973,    38,   2734,    83) \
	B(CONTENDED_RUN,      1384,   130,   1954,   432,   1270,   206,   1849,   287) \
	B(CONTENDED_FAIL,     1805,   252,   1849,   742,   1808,   269,   1942,   486) \
	B(REALLOC_STAY,       1925,   147,   2767,   301,   1882,   186,   5754,   177) \
	B(REALLOC_RUN,        1442,   214,   1586,   582,   1465,   225,   2087,   360) \
	B(REALLOC_MOVE,       3491,    96,   6033,   200,   3714,   103,   4130,   169) \
	B(REALLOC_FAIL,       2275,   201,   1812,   726,   1974,   227,   2562,   462) \
	B(ALIGNED,            3221,   158,   5472,   427,   3309,   147,   3974,   314) \
	B(ALIGNED_FAIL,       1645,   366,   1732,   935,   1669,   381,   1907,   636) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           24,     0,     33,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,      1955,   214,   2761,   252,   1982,   216,   2424,   262) \
	B(MALLOC_DRAIN,       4015,    58,   3202,   192,   3676,    59,    313,   153) \
	B(MALLOC_PAGE,        2210,    70,   5964,   174,   2671,    80,   1106,   144) \
	B(MALLOC_RUN,          291,    89,    342,   216,    284,    92,    243,   152) \
	B(MALLOC_RECLAIM,     1066,   181,   4891,   353,   2057,   189,   2036,   273) \
	B(MALLOC_FAIL,         868,   191,   6262,   411,   1166,   199,   5224,   280) \
	B(COLLECT,               0,  2620,      0,  3213,      0,  2655,      0,  2720) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           205,     0,    286,     0,    209,     0,    279,     0) \
	B(FREE_FULL,           260,     0,    362,     0,    264,     0,    349,     0) \
	B(FREE_RETIRE,         487,     0,    703,     0,    493,     0,    474,     0) \
	B(FREE_DRAIN,          843,     0,   1084,     0,    854,     0,    906,     0) \
	B(FREE_RUN,            238,    42,    446,    54,    248,    43,    358,    33) \
	B(FREE_REMOTE,         182,     0,    309,     0,    186,     0,    279,     0) \
	B(CONTENDED_FIRST,     908,   149,    767,   397,    831,   155,   1322,   249) \
	B(CONTENDED_MALLOC,   6009,    62,  15191,   148,   6251,    61,    454,   423) \
	B(CONTENDED_RUN,       334,   234,   7203,   398,    473,   245,   5108,   277) \
	B(CONTENDED_FAIL,      264,   360,      0,   873,    276,   376,    320,   596) \
	B(REALLOC_STAY,        559,   275,      0,   533,    567,   285,   1929,   369) \
	B(REALLOC_RUN,        3046,    63,   5853,   199,   3328,    67,   8606,    75) \
	B(REALLOC_MOVE,       3007,   152,   6022,   262,   1776,   237,   3837,   228) \
	B(REALLOC_FAIL,        770,   283,    459,   630,    791,   292,   1608,   419) \
	B(ALIGNED,            1461,   223,   5723,   311,   2327,   230,   2986,   283) \
	B(ALIGNED_FAIL,        607,   301,    931,   644,    687,   311,      0,   758) \

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


