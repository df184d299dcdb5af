/* SPDX-License-Identifier: MIT */
/*
 * The published bounds: by how many instructions an interrupt makes the call longer that it
 * comes into, beyond its own ones, whatever it allocates and frees; -O2, cpu model, tests/sweep's
 * arenas of some 8 KB. A tenth above what was found at each instruction of each scenario:
 * make delays BOARD=all PROFILE= WRITE=1 writes them.
 *
 * REST: adding a region, collecting, heaps of hakmem_heap_create().
 *
 *			 M3     M0    M33   RV32
 */
#ifndef TESTS_SWEEP_DELAY_BOUNDS_H
#define TESTS_SWEEP_DELAY_BOUNDS_H

/* clang-format off */
#if !defined(CONFIG_HAKMEM_MODEL_CPU) || defined(CONFIG_HAKMEM_TASK_DELETION)
#define DELAY_BOUNDS(B)
#elif defined(CONFIG_HAKMEM_PROFILE_FAST)
#define DELAY_BOUNDS(B) \
	B(MALLOC,     2371,  3408,  2404,  2697) \
	B(MALLOC_RUN, 2262,  3047,  2294,  2463) \
	B(FREE,        429,   594,   435,   504) \
	B(REALLOC,    2371,  3408,  2404,  2697) \
	B(ALIGNED,    2479,  3561,  2514,  2875) \
	B(REST,        405,   700,   407,   534)
#elif defined(CONFIG_HAKMEM_PROFILE_TINY)
#define DELAY_BOUNDS(B) \
	B(MALLOC,      822,  3602,   887,  2865) \
	B(MALLOC_RUN,  765,  3275,   813,  2645) \
	B(FREE,         20,    20,    20,    20) \
	B(REALLOC,    1141,  3528,  1202,  2793) \
	B(ALIGNED,    1150,  3891,  1213,  3074) \
	B(REST,         20,    20,    20,    20)
#elif defined(CONFIG_HAKMEM_PROFILE_BOUNDED)
#define DELAY_BOUNDS(B) \
	B(MALLOC,      769,   840,   772,   706) \
	B(MALLOC_RUN, 1225,  2521,  1241,  2043) \
	B(FREE,        579,  1506,   582,  1262) \
	B(REALLOC,    4542,  6760,  4657,  4711) \
	B(ALIGNED,    4710,  7483,  4817,  5184) \
	B(REST,        682,    20,   687,    20)
#else
#define DELAY_BOUNDS(B)
#endif
/* clang-format on */

#endif /* TESTS_SWEEP_DELAY_BOUNDS_H */
