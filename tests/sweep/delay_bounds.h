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
	B(MALLOC,     1496,  6322,  1619,  5012) \
	B(MALLOC_RUN,  684,  1245,   703,   911) \
	B(FREE,         20,    20,    20,    20) \
	B(REALLOC,    1006,  3680,  1067,  2793) \
	B(ALIGNED,     797,  1427,   827,  1018) \
	B(REST,         20,    20,    20,    20)
#elif defined(CONFIG_HAKMEM_PROFILE_BOUNDED)
#define DELAY_BOUNDS(B) \
	B(MALLOC,      523,   831,   574,   684) \
	B(MALLOC_RUN,  934,  1929,   931,  1411) \
	B(FREE,        579,  1506,   582,  1262) \
	B(REALLOC,    1345,  2749,  1356,  2099) \
	B(ALIGNED,    1813,  3440,  1867,  2458) \
	B(REST,        682,    20,   687,    20)
#else
#define DELAY_BOUNDS(B)
#endif
/* clang-format on */

#endif /* TESTS_SWEEP_DELAY_BOUNDS_H */
