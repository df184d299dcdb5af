/* SPDX-License-Identifier: MIT */
/*
 * A flat mapping, so that RAM is normal, cacheable and shared memory: nothing else
 * is sure to have a monitor for exclusives. Tables of three levels for 4 GB in
 * descriptors of 64 bits, which AArch64 and the Cortex-A15 both know.
 *
 * QEMU starts with caches that are clean and coherent. Hardware wants them invalidated
 * before, and a Cortex-A15 wants ACTLR.SMP set.
 */
#include "qemu/image/board.h"

#define ENTRIES 512u
#define PAGE	0x1000u
#define BLOCK	0x200000u   /* an entry of level 2 */
#define GIB	0x40000000u /* an entry of level 1 */

#define TABLE	 3u
#define IS_BLOCK 1u
#define IS_PAGE	 3u

/* Attributes 0 and 1 of MAIR, as start-*.S sets it; shared; access flag. */
#define DEVICE (0u << 2 | 1u << 10)
#define NORMAL (1u << 2 | 3u << 8 | 1u << 10)
#define XN     ((uint64_t)3 << 53)

#define RAM_BASE GIB
#define RAM_SIZE 0x4000000u /* what -m gives it */

uint64_t board_level1[ENTRIES] __attribute__((aligned(PAGE)));
static uint64_t level2[ENTRIES] __attribute__((aligned(PAGE)));
static uint64_t level3[ENTRIES] __attribute__((aligned(PAGE)));

extern char __stack_guard[];

void board_make_tables(void);

static uint64_t table(const uint64_t *entries)
{
	return (uintptr_t)entries | TABLE;
}

static void unmap(uintptr_t page)
{
	level3[page / PAGE % ENTRIES] = 0;
}

/* The block with the stacks, in pages. */
static void map_stacks(uintptr_t block)
{
	for (unsigned int i = 0; i < ENTRIES; i++)
		level3[i] = (block + i * PAGE) | NORMAL | IS_PAGE;
	unmap((uintptr_t)__stack_guard);
	unmap((uintptr_t)__stack1_bottom - PAGE);
	level2[(block - RAM_BASE) / BLOCK] = table(level3);
}

void board_make_tables(void)
{
	for (unsigned int i = 0; i < RAM_SIZE / BLOCK; i++)
		level2[i] = (RAM_BASE + i * BLOCK) | NORMAL | IS_BLOCK;
	map_stacks((uintptr_t)__stack_guard);
	board_level1[0] = XN | DEVICE | IS_BLOCK;
	board_level1[RAM_BASE / GIB] = table(level2);
}
