/* SPDX-License-Identifier: MIT */
/*
 * Instructions of one call, by the generic timer's counter: 62.5 MHz. Under -icount
 * shift=10 each instruction advances the clock by 1024 ns, which is 64 ticks.
 */
#include "qemu/image/board.h"

#define TICKS	      64u
#define CALL_AND_READ 2u /* instructions that board_ticks() adds */

uint64_t board_ticks(image_fn fn, uintptr_t a, uintptr_t b, uintptr_t *result);

uint32_t board_cost(image_fn fn, uintptr_t a, uintptr_t b, uintptr_t *result)
{
	uint64_t instructions = (board_ticks(fn, a, b, result) + TICKS / 2) / TICKS;

	if (instructions >= IMAGE_COST_MAX)
		return IMAGE_COST_MAX;
	return (uint32_t)instructions - CALL_AND_READ;
}
