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
	B(MALLOC_REFILL,       222,     0,    368,     0,    224,     0,    357,     0) \
	B(MALLOC_DRAIN,       3338,     0,   5886,   116,   3392,     0,   4550,     0) \
	B(MALLOC_PAGE,         934,    76,   1511,   175,    940,    79,   1329,   114) \
	B(MALLOC_RUN,          368,   102,    698,   208,    358,   105,    549,   142) \
	B(MALLOC_RECLAIM,     3591,    74,   4932,   291,   3717,    81,   4178,   195) \
	B(MALLOC_FAIL,        2707,   194,   3748,   516,   2739,   208,   3254,   335) \
	B(COLLECT,             920,  9057,   8675, 11017,    923,  9218,  10192,  9176) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           177,     0,    254,     0,    178,     0,    242,     0) \
	B(FREE_FULL,           210,     0,    335,     0,    211,     0,    321,     0) \
	B(FREE_RETIRE,         483,    12,    866,     0,    488,    12,    661,     0) \
	B(FREE_DRAIN,         1780,    34,   2537,    38,   1800,    34,   2176,    28) \
	B(FREE_RUN,            158,    42,    271,    54,    164,    43,    206,    33) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    2149,   231,   3983,   227,   2060,   242,   2950,   321) \
	B(CONTENDED_MALLOC,   2169,    67,   3386,   142,   2201,    69,   2885,   100) \
	B(CONTENDED_RUN,      1603,   160,   2062,   389,   1425,   170,   1900,   229) \
	B(CONTENDED_FAIL,     1832,   340,   2207,   819,   1845,   360,   2059,   547) \
	B(REALLOC_STAY,       3944,   112,  10126,   130,   3822,   141,   6878,   183) \
	B(REALLOC_RUN,        2136,   241,   2331,   622,   2174,   256,   2037,   427) \
	B(REALLOC_MOVE,       3699,   124,   7209,   262,   3470,   135,   5674,   154) \
	B(REALLOC_FAIL,       2703,   227,   7213,   484,   3216,   241,   4800,   350) \
	B(ALIGNED,            4175,    56,   6703,   584,   4241,    63,   5175,   276) \
	B(ALIGNED_FAIL,       2649,   375,   2948,  1610,   2707,   387,   4756,   755) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           24,     0,     33,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,       388,   221,    477,   257,    397,   223,    509,   269) \
	B(MALLOC_DRAIN,       4327,    64,   9449,   133,   5136,    64,   1989,   133) \
	B(MALLOC_PAGE,        1883,    76,   1024,   205,   1884,    79,   2381,   138) \
	B(MALLOC_RUN,          262,   105,    465,   230,    267,   108,    452,   153) \
	B(MALLOC_RECLAIM,     3878,   220,   7986,   424,   2743,   225,   3504,   371) \
	B(MALLOC_FAIL,        3639,   234,   6423,   477,   2317,   247,   5080,   329) \
	B(COLLECT,               0,  3366,      0,  4092,      0,  3410,      0,  3483) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           207,     0,    288,     0,    211,     0,    283,     0) \
	B(FREE_FULL,           289,     0,    428,     0,    293,     0,    419,     0) \
	B(FREE_RETIRE,         487,     0,    705,     0,    493,     0,    548,     0) \
	B(FREE_DRAIN,         1606,     0,   2033,     0,   1625,     0,   1657,     0) \
	B(FREE_RUN,            238,    42,    446,    54,    248,    43,    358,    33) \
	B(FREE_REMOTE,         182,     0,    309,     0,    186,     0,    284,     0) \
	B(CONTENDED_FIRST,    4230,   166,   8972,   569,   3570,   157,      0,   496) \
	B(CONTENDED_MALLOC,    428,   303,    433,   681,    558,   315,    584,   470) \
	B(CONTENDED_RUN,      2135,   218,   7458,   451,   1602,   229,   4982,   323) \
	B(CONTENDED_FAIL,      140,   458,    155,   970,    384,   476,    230,   677) \
	B(REALLOC_STAY,          0,   866,  15012,  1063,      0,   889,      0,  1526) \
	B(REALLOC_RUN,        4862,   151,  16598,   167,   5158,   163,  11927,   122) \
	B(REALLOC_MOVE,       1550,   389,    724,   836,   1376,   398,      0,  1557) \
	B(REALLOC_FAIL,       2231,   414,      0,  1243,   2859,   391,   3705,   670) \
	B(ALIGNED,               0,   834,      0,  1717,      0,   854,      0,  1544) \
	B(ALIGNED_FAIL,        667,   821,   1500,  1952,      0,   863,      0,  1530) \

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


