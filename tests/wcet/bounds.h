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
	B(MALLOC_DRAIN,        459,  8802,   1736, 10695,    449,  8929,   1357,  9437) \
	B(MALLOC_PAGE,         396,  1075,    447,  2821,    401,  1060,    457,  1905) \
	B(MALLOC_RUN,            0,   917,      0,  2552,      0,   886,      0,  1745) \
	B(MALLOC_RECLAIM,      684,  2423,    822,  5845,    700,  2375,    759,  4222) \
	B(MALLOC_FAIL,         688,  6144,    564, 13081,    714,  6050,    668,  9844) \
	B(FREE_LOCAL,           24,     0,     34,     0,     24,     0,     26,     0) \
	B(FREE_LAST,           186,     0,    260,     0,    187,     0,    254,     0) \
	B(FREE_FULL,           181,     0,    256,     0,    182,     0,    248,     0) \
	B(FREE_RETIRE,         429,    20,    618,    10,    433,    20,    546,    15) \
	B(FREE_DRAIN,         1812,    48,   2517,    39,   1828,    48,   2232,    46) \
	B(FREE_RUN,            156,    26,    271,    30,    161,    26,    201,    20) \
	B(FREE_REMOTE,         121,     0,    190,     0,    122,     0,    177,     0) \
	B(CONTENDED_FIRST,    1326,  1521,   1323,  4099,   1339,  1485,   1293,  2785) \
	B(CONTENDED_MALLOC,    292,  1047,    145,  2743,    303,  1031,    263,  1852) \
	B(CONTENDED_RUN,         0,   662,      0,  1839,      0,   640,      0,  1258) \
	B(CONTENDED_FAIL,        0,  3792,      0, 10572,      9,  3664,      0,  7231) \
	B(REALLOC_STAY,        192,     0,    341,     0,    193,     0,    294,     0) \
	B(REALLOC_RUN,         265,    28,    410,    42,    274,    28,    328,    26) \
	B(REALLOC_MOVE,        562,  1078,    695,  2821,    570,  1062,    689,  1906) \
	B(REALLOC_FAIL,        486,  4849,      0, 11713,    510,  4753,    262,  8460) \
	B(ALIGNED,             901,  3277,   1103,  8256,    917,  3200,   1037,  5863) \
	B(ALIGNED_FAIL,        334,  4317,      0, 11141,    357,  4205,    179,  7844) \

#define WCET_BOUNDS_COMPACT(B) \
	B(MALLOC_HIT,           24,     0,     33,     0,     24,     0,     25,     0) \
	B(MALLOC_REFILL,       392,   218,    462,   250,    385,   221,    501,   264) \
	B(MALLOC_DRAIN,          0,  3259,      0,  3910,      0,  3290,      0,  3368) \
	B(MALLOC_PAGE,         259,   347,     57,   987,    265,   347,    213,   613) \
	B(MALLOC_RUN,           79,   283,      0,   863,     84,   283,      0,   546) \
	B(MALLOC_RECLAIM,        0,  3062,      0,  3717,      0,  3090,      0,  3194) \
	B(MALLOC_FAIL,           0,  3057,      0,  3709,      0,  3085,      0,  3190) \
	B(FREE_LOCAL,           87,     0,    156,     0,     90,     0,    135,     0) \
	B(FREE_LAST,           206,     0,    287,     0,    210,     0,    281,     0) \
	B(FREE_FULL,           256,     0,    342,     0,    260,     0,    337,     0) \
	B(FREE_RETIRE,         383,     0,    509,     0,    389,     0,    450,     0) \
	B(FREE_DRAIN,         1480,     0,   1827,     0,   1495,     0,   1555,     0) \
	B(FREE_RUN,            236,    26,    444,    30,    245,    26,    351,    20) \
	B(FREE_REMOTE,         176,     0,    305,     0,    180,     0,    279,     0) \
	B(CONTENDED_FIRST,     627,   485,    524,  1421,    637,   485,    554,   891) \
	B(CONTENDED_MALLOC,    280,   260,     18,   737,    287,   260,    191,   458) \
	B(CONTENDED_RUN,         0,   953,      0,  2846,      0,   953,      0,  1782) \
	B(CONTENDED_FAIL,        0,  1202,      0,  3679,      0,  1202,      0,  2328) \
	B(REALLOC_STAY,        215,     0,    351,     0,    218,     0,    323,     0) \
	B(REALLOC_RUN,         268,    28,    453,    42,    276,    28,    355,    26) \
	B(REALLOC_MOVE,        772,   275,   1079,   833,    785,   275,   1000,   525) \
	B(REALLOC_FAIL,        544,   548,    550,  1660,    546,   549,    584,  1054) \
	B(ALIGNED,            7873,   276,  25052,   834,   7893,   276,  16050,   526) \
	B(ALIGNED_FAIL,        394,   548,    310,  1660,    393,   549,    394,  1054) \

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


