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
	B(MALLOC_REFILL,       229,     0,    362,     0,    231,     0,    363,     0) \
	B(MALLOC_DRAIN,       4033,  8802,  14530, 10028,   4583,  8679,  10060,  8938) \
	B(MALLOC_PAGE,         489,  1075,    651,  2821,    558,  1054,    713,  1889) \
	B(MALLOC_RUN,            0,   917,      0,  2552,      0,   886,      0,  1745) \
	B(MALLOC_RECLAIM,     3894,  8848,  12836, 10498,   3458,  9188,   8766,  9471) \
	B(MALLOC_FAIL,        1336,  9000,   9656, 14093,   2089,  8824,   8337,  9906) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           186,     0,    260,     0,    187,     0,    254,     0) \
	B(FREE_FULL,           219,     0,    341,     0,    220,     0,    333,     0) \
	B(FREE_RETIRE,         471,    17,    769,     0,    469,    20,    636,    11) \
	B(FREE_DRAIN,         1812,    48,   2517,    39,   1828,    48,   2232,    46) \
	B(FREE_RUN,            156,    26,    271,    30,    161,    26,    201,    20) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2914,  1521,  11809,  4099,   9240,  1485,   6855,  2712) \
	B(CONTENDED_MALLOC,      0,  9017,      0, 10973,      0,  9148,      0,  9667) \
	B(CONTENDED_RUN,         0,  5857,      0, 10164,      0,  5840,      0,  7739) \
	B(CONTENDED_FAIL,        0,  8978,      0, 14772,      0,  9126,      0, 11410) \
	B(REALLOC_STAY,      10126,   673,  18144,  2006,   4426,  2163,  11538,  1438) \
	B(REALLOC_RUN,           0,  7238,      0, 14613,      0,  7160,      0, 10686) \
	B(REALLOC_MOVE,       4155,  8649,  13786, 10345,   4346,  8884,   9261,  9458) \
	B(REALLOC_FAIL,       3419,  9047,   9118, 14514,   2172,  8833,   7473, 10686) \
	B(ALIGNED,            4373,  8664,  13541, 11814,   4551,  8774,   9996,  9096) \
	B(ALIGNED_FAIL,       4163,  9011,   8544, 14613,    661,  9009,   8316,  9906) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           24,     0,     33,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,      1152,   218,   1334,   250,   1153,   221,   1421,   264) \
	B(MALLOC_DRAIN,          0,  3259,      0,  3910,      0,  3290,      0,  3368) \
	B(MALLOC_PAGE,         259,   347,     57,   987,   1342,   347,    213,   613) \
	B(MALLOC_RUN,           79,   283,   2268,   863,     84,   283,    747,   546) \
	B(MALLOC_RECLAIM,        0,  3277,      0,  3931,      0,  3307,      0,  3384) \
	B(MALLOC_FAIL,           0,  3269,      0,  3920,      0,  3300,      0,  3377) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           206,     0,    287,     0,    210,     0,    281,     0) \
	B(FREE_FULL,           287,     0,    422,     0,    291,     0,    415,     0) \
	B(FREE_RETIRE,         409,     0,    583,     0,    415,     0,    522,     0) \
	B(FREE_DRAIN,         1480,     0,   1827,     0,   1495,     0,   1555,     0) \
	B(FREE_RUN,            236,    26,    444,    30,    245,    26,    351,    20) \
	B(FREE_REMOTE,         182,     0,    311,     0,    186,     0,    284,     0) \
	B(CONTENDED_FIRST,   15276,   463,  33554,  1422,  15287,   463,  14545,   901) \
	B(CONTENDED_MALLOC,      0,  3275,      0,  3930,      0,  3305,      0,  3383) \
	B(CONTENDED_RUN,         0,   953,      0,  2846,      0,   953,      0,  1782) \
	B(CONTENDED_FAIL,        0,  3267,      0,  3920,      0,  3298,      0,  3376) \
	B(REALLOC_STAY,      21793,   382,  93100,   854,  22052,   382,  21321,   862) \
	B(REALLOC_RUN,           0,  1269,  47159,  2285,      0,  1277,  10934,  1699) \
	B(REALLOC_MOVE,          0,  3277,      0,  3931,      0,  3307,      0,  3384) \
	B(REALLOC_FAIL,          0,  3269,      0,  3920,      0,  3300,      0,  3377) \
	B(ALIGNED,               0,  3277,      0,  3931,      0,  3307,      0,  3384) \
	B(ALIGNED_FAIL,          0,  3269,      0,  3920,      0,  3300,      0,  3377) \

/* clang-format on */

/*
 * What tests/rtos holds calls to in a context that has preempted another one inside the
 * allocator, in an arena of 8 KB without a history: a tenth above what was measured.
 * FIRST is a malloc that makes a spare heap, MALLOC one that finds it, REMOTE_FREE a free
 * of a block of the heap that may be entered.
 */
#if !defined(__ARM_FEATURE_LDREX)
#define BOUND_CONTENDED_FIRST  2510
#define BOUND_CONTENDED_MALLOC 1320
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
#define BOUND_CONTENDED_FREE   240
#define BOUND_REMOTE_FREE      140
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


