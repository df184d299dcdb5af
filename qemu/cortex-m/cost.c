/* SPDX-License-Identifier: MIT */
/*
 * Instructions of one call, by SysTick. Under -icount shift=10 each instruction
 * advances the clock by 1024 ns, which is more than 16 ticks on every board: the
 * number of ticks between two readings gives the number of instructions exactly.
 */
#include "qemu/image/board.h"

#define SYST_CSR (*(volatile uint32_t *)0xe000e010)
#define SYST_RVR (*(volatile uint32_t *)0xe000e014)
#define SYST_CVR (*(volatile uint32_t *)0xe000e018)

#define CSR_ENABLE    (1u << 0)
#define CSR_PROCESSOR (1u << 2)
#define CSR_COUNTFLAG (1u << 16) /* has reached 0; reading clears it */
#define RELOAD	      0xffffffu
#define HALF_NS_SHIFT 11 /* half nanoseconds an instruction: 2 * 1024 */
#define CALL_AND_READ 2	 /* instructions that board_ticks() adds */

uint32_t board_ticks(image_fn fn, uintptr_t a, uintptr_t b, uintptr_t *result);

uint32_t board_cost(image_fn fn, uintptr_t a, uintptr_t b, uintptr_t *result)
{
	uint32_t ticks;

	SYST_RVR = RELOAD;
	SYST_CSR = CSR_ENABLE | CSR_PROCESSOR;
	SYST_CVR = 0;
	ticks = board_ticks(fn, a, b, result);
	if (SYST_CSR & CSR_COUNTFLAG)
		return IMAGE_COST_MAX;
	return ((ticks * BOARD_TICK_HALF_NS + (1u << (HALF_NS_SHIFT - 1))) >>
		HALF_NS_SHIFT) -
	       CALL_AND_READ;
}
