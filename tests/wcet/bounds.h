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
	B(MALLOC_DRAIN,       3669,     0,   4918,     0,   3730,     0,   4442,     0) \
	B(MALLOC_PAGE,         923,    61,   1580,   162,    936,    64,   1328,   117) \
	B(MALLOC_RUN,          312,    88,    638,   198,    317,    91,    435,   140) \
	B(MALLOC_RECLAIM,     3600,    99,   5091,   305,   3837,   104,   4099,   200) \
	B(MALLOC_FAIL,        2547,   131,   2529,   505,   2574,   140,   2262,   342) \
	B(COLLECT,            1487,  8989,  11655, 10452,   1448,  9153,   8236,  9184) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    240,     0) \
	B(FREE_FULL,           208,     0,    333,     0,    209,     0,    319,     0) \
	B(FREE_RETIRE,         477,    14,    837,     6,    482,    14,    688,     0) \
	B(FREE_DRAIN,         1099,     0,   1508,     0,   1109,     0,   1277,     0) \
	B(FREE_RUN,            158,    42,    271,    54,    164,    43,    206,    33) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2094,   158,   3332,   242,   2110,   167,   2989,   155) \
	B(CONTENDED_MALLOC,   2117,    62,   3160,   180,   1973,    38,   2734,    83) \
	B(CONTENDED_RUN,      1384,   130,   1954,   432,   1198,   206,   1849,   287) \
	B(CONTENDED_FAIL,     1805,   252,   1849,   742,   1808,   269,   1869,   486) \
	B(REALLOC_STAY,       1925,   147,   2747,   301,   1875,   186,   2830,   177) \
	B(REALLOC_RUN,        1442,   214,   1586,   582,   1465,   225,   2068,   360) \
	B(REALLOC_MOVE,       3491,    96,   6033,   200,   3714,   103,   4018,   169) \
	B(REALLOC_FAIL,       2275,   201,   1812,   726,   1974,   227,   2562,   462) \
	B(ALIGNED,            3186,   158,   5472,   427,   3309,   147,   3974,   314) \
	B(ALIGNED_FAIL,       1645,   366,   1700,   935,   1669,   381,   1907,   636) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           24,     0,     33,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,       375,   214,    580,   254,    385,   216,    485,   262) \
	B(MALLOC_DRAIN,       3813,    57,   8737,   137,   4462,    57,   1601,   112) \
	B(MALLOC_PAGE,        2997,    65,   1063,   192,   2976,    68,    949,   131) \
	B(MALLOC_RUN,          291,    89,    325,   218,    296,    92,    316,   147) \
	B(MALLOC_RECLAIM,     3720,   183,   6944,   410,   4583,   179,   3153,   331) \
	B(MALLOC_FAIL,        3791,   185,   5453,   435,   3935,   188,   3626,   306) \
	B(COLLECT,               0,  3340,      0,  4067,      0,  3384,      0,  3454) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           205,     0,    288,     0,    209,     0,    281,     0) \
	B(FREE_FULL,           286,     0,    425,     0,    290,     0,    416,     0) \
	B(FREE_RETIRE,         492,     0,    703,     0,    493,     0,    546,     0) \
	B(FREE_DRAIN,          843,     0,   1084,     0,    868,     0,    934,     0) \
	B(FREE_RUN,            238,    42,    446,    54,    248,    43,    358,    33) \
	B(FREE_REMOTE,         182,     0,    311,     0,    186,     0,    284,     0) \
	B(CONTENDED_FIRST,    5088,   126,   6455,   360,   6605,   144,   6461,   231) \
	B(CONTENDED_MALLOC,    335,   243,    289,   617,    420,   255,   2968,   338) \
	B(CONTENDED_RUN,      2825,   164,   7235,   397,   2754,   175,   4704,   284) \
	B(CONTENDED_FAIL,      300,   360,     77,   872,    286,   376,    512,   587) \
	B(REALLOC_STAY,       6333,   268,  19826,   379,   3741,   324,  10088,   372) \
	B(REALLOC_RUN,        3875,   107,   5331,   303,   4848,   112,   2976,   288) \
	B(REALLOC_MOVE,       6253,   216,  16415,   384,   3764,   187,   8336,   244) \
	B(REALLOC_FAIL,       1802,   312,   8628,   605,    741,   320,    956,   456) \
	B(ALIGNED,            5787,   173,   7018,   390,   6888,   113,   5478,   282) \
	B(ALIGNED_FAIL,       6073,   293,    330,   999,   2735,   416,  10453,   383) \

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


