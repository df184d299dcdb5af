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
	B(MALLOC_PAGE,         907,    61,   1403,   173,    905,    64,   1328,   117) \
	B(MALLOC_RUN,          314,    87,    493,   204,    319,    90,    435,   140) \
	B(MALLOC_RECLAIM,     3600,    99,   4530,   340,   3837,   104,   4099,   200) \
	B(MALLOC_FAIL,        2547,   131,   2543,   498,   2578,   138,   2262,   342) \
	B(COLLECT,            1487,  8989,  11655, 10452,   1448,  9153,   8236,  9184) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           175,     0,    252,     0,    176,     0,    240,     0) \
	B(FREE_FULL,           208,     0,    333,     0,    209,     0,    319,     0) \
	B(FREE_RETIRE,         481,    12,    849,     0,    486,    12,    688,     0) \
	B(FREE_DRAIN,         1099,     0,   1508,     0,   1109,     0,   1277,     0) \
	B(FREE_RUN,            158,    42,    271,    54,    164,    43,    206,    33) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2094,   158,   3332,   242,   2052,   170,   2989,   155) \
	B(CONTENDED_MALLOC,   1913,    33,   3194,   148,   1754,    44,   2734,    83) \
	B(CONTENDED_RUN,      1367,   131,   1954,   432,   1324,   143,   1849,   287) \
	B(CONTENDED_FAIL,     1805,   252,   1855,   732,   1810,   268,   1869,   486) \
	B(REALLOC_STAY,       1925,   147,   2689,   272,   1746,   153,   2830,   177) \
	B(REALLOC_RUN,        1442,   214,   1602,   574,   1465,   225,   2068,   360) \
	B(REALLOC_MOVE,       3491,    96,   4821,   275,   3471,   118,   4018,   169) \
	B(REALLOC_FAIL,       2019,   217,   1779,   728,   1974,   227,   2562,   462) \
	B(ALIGNED,            3169,   159,   4252,   503,   2938,   170,   3974,   314) \
	B(ALIGNED_FAIL,       1645,   366,   1564,   943,   1669,   381,   1907,   636) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           24,     0,     33,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,       375,   214,    580,   254,    385,   216,    485,   262) \
	B(MALLOC_DRAIN,       2833,    45,   2697,   139,   4462,    57,   1601,   112) \
	B(MALLOC_PAGE,        2997,    65,   1050,   189,   2976,    68,    949,   131) \
	B(MALLOC_RUN,          290,    87,    302,   216,    279,    91,    316,   147) \
	B(MALLOC_RECLAIM,     3720,   183,   6125,   416,   4751,   167,   3153,   331) \
	B(MALLOC_FAIL,        3791,   185,   5190,   429,   3935,   188,   3626,   306) \
	B(COLLECT,               0,  3340,      0,  4067,      0,  3384,      0,  3454) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           205,     0,    288,     0,    209,     0,    281,     0) \
	B(FREE_FULL,           286,     0,    425,     0,    290,     0,    416,     0) \
	B(FREE_RETIRE,         492,     0,    692,     0,    493,     0,    546,     0) \
	B(FREE_DRAIN,          843,     0,   1084,     0,    868,     0,    934,     0) \
	B(FREE_RUN,            238,    42,    446,    54,    248,    43,    358,    33) \
	B(FREE_REMOTE,         182,     0,    311,     0,    186,     0,    284,     0) \
	B(CONTENDED_FIRST,    5088,   126,   6539,   354,   7193,   102,   6461,   231) \
	B(CONTENDED_MALLOC,    433,   236,    243,   609,    532,   247,   2968,   338) \
	B(CONTENDED_RUN,      2220,   168,   7142,   392,   2695,   175,   4704,   284) \
	B(CONTENDED_FAIL,      538,   343,      0,   861,    342,   372,    512,   587) \
	B(REALLOC_STAY,       6767,   237,  19150,   384,   3741,   324,  10088,   372) \
	B(REALLOC_RUN,        3875,   107,   5193,   304,   4378,   115,   2976,   288) \
	B(REALLOC_MOVE,       6253,   216,   4878,   378,   3764,   187,   8336,   244) \
	B(REALLOC_FAIL,       1802,   312,   6768,   602,   1105,   294,    956,   456) \
	B(ALIGNED,            6207,   143,   4779,   389,   5749,   104,   5478,   282) \
	B(ALIGNED_FAIL,       6073,   293,    354,   991,    707,   432,  10453,   383) \

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


