/* SPDX-License-Identifier: MIT */
/* The harts of a RISC-V board: software interrupts wake them. */
#include "qemu/image/board.h"
#include "support/smp.h"

/* The word of each hart in the core-local interruptor. */
#define MSIP(hart) (((volatile uint32_t *)0x02000000)[hart])

void board_core_wait(void);

/* Nothing to do: sleep until woken. The interrupt is not taken. */
void board_core_wait(void)
{
	uintptr_t pending;

	do
		__asm__ volatile("wfi\n\tcsrr %0, mip" : "=r"(pending) : : "memory");
	while (!(pending & 1u << 3));
	MSIP(image_core()) = 0;
	__asm__ volatile("fence" ::: "memory");
}

void board_core_wake(unsigned int core)
{
	__asm__ volatile("fence" ::: "memory");
	MSIP(core) = 1;
}

unsigned int image_core(void)
{
	uintptr_t hart;

	__asm__("csrr %0, mhartid" : "=r"(hart));
	return (unsigned int)hart;
}

/* "pause" of Zihintpause: a fence without effect elsewhere. */
void image_relax(void)
{
	__asm__ volatile(".word 0x0100000f");
}
