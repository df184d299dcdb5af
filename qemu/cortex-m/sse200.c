/* SPDX-License-Identifier: MIT */
/*
 * The second core of Arm's SSE-200. Out of reset it waits; then it starts by the
 * vector table that it was given. Whenever it has nothing to run it sleeps until a
 * message comes, whose interrupt wakes it and is not taken.
 */
#include "qemu/cortex-m/vectors.h"
#include "qemu/image/board.h"
#include "support/smp.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))

#define CPU_IDENTITY REGISTER(0x5001f000)
#define INITSVTOR1   REGISTER(0x50021114)
#define CPUWAIT	     REGISTER(0x50021118)
#define CPUWAIT_1    2u

/* Message handling unit 0. */
#define CPU1INTR_STAT REGISTER(0x50003010)
#define CPU1INTR_SET  REGISTER(0x50003014)
#define CPU1INTR_CLR  REGISTER(0x50003018)
#define MHU_INTERRUPT 6u

#define NVIC_ISER REGISTER(0xe000e100)
#define NVIC_ICPR REGISTER(0xe000e280)

extern char __stack1_top[];

static void reset(void);

/* The address goes without its 7 lowest bits, and the table must not cross a multiple
 * of its size. */
static const union vector vectors[] __attribute__((aligned(256))) =
	VECTORS(__stack1_top, reset);

static void sleep_until_message(void)
{
	while (!CPU1INTR_STAT)
		__asm__ volatile("dsb\n\twfi" ::: "memory");
	CPU1INTR_CLR = CPU1INTR_STAT;
	NVIC_ICPR = 1u << MHU_INTERRUPT;
	__asm__ volatile("dsb" ::: "memory");
}

static void reset(void)
{
	__asm__ volatile("cpsid i" ::: "memory");
	NVIC_ISER = 1u << MHU_INTERRUPT;
	for (;;) {
		sleep_until_message();
		image_core_run();
	}
}

void board_core_wake(unsigned int core)
{
	(void)core;
	__asm__ volatile("dsb" ::: "memory");
	CPU1INTR_SET = 1;
	if (CPUWAIT & CPUWAIT_1) {
		INITSVTOR1 = (uint32_t)vectors;
		CPUWAIT = 0;
	}
}

unsigned int image_core(void)
{
	return CPU_IDENTITY;
}

void image_relax(void)
{
	__asm__ volatile("yield");
}
