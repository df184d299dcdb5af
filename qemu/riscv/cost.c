/* SPDX-License-Identifier: MIT */
/*
 * Instructions of one call, by the counter of retired instructions, which QEMU
 * derives from its clock: under -icount shift=10 it counts 1024 an instruction.
 * On 64-bit harts it is one register, and what follows of its halves is void.
 * It is never written: QEMU 7.2 then gets the carry between its halves wrong.
 */
#include "qemu/image/board.h"

#define SHIFT	      10
#define CALL_AND_READ 4 /* instructions that board_readings() adds */

/* The counter, high half first and again. */
struct reading {
	uintptr_t high, low, high_again;
};

uintptr_t board_readings(image_fn fn, uintptr_t a, uintptr_t b, struct reading *before,
			 struct reading *after);

/* Where the high halves differ, the low half was read just before or after 0. */
static uint64_t counter(const struct reading *r)
{
	uintptr_t high = r->low >> 31 ? r->high : r->high_again;

	if (sizeof(r->low) == sizeof(uint64_t))
		return r->low;

	return (uint64_t)high << 32 | r->low;
}

uint32_t board_cost(image_fn fn, uintptr_t a, uintptr_t b, uintptr_t *result)
{
	struct reading before, after;
	uint64_t instructions;

	*result = board_readings(fn, a, b, &before, &after);
	instructions = (counter(&after) - counter(&before)) >> SHIFT;
	if (instructions >= IMAGE_COST_MAX)
		return IMAGE_COST_MAX;
	return (uint32_t)instructions - CALL_AND_READ;
}
