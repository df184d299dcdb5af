/* SPDX-License-Identifier: MIT */
/* The vector table of a Cortex-M core. */
#ifndef QEMU_CORTEX_M_VECTORS_H
#define QEMU_CORTEX_M_VECTORS_H

#define INTERRUPTS 32

union vector {
	void (*handler)(void);
	char *stack;
};

void board_fault(void);
void board_pendsv(void);
void board_systick(void);
void board_interrupt(void);

/* clang-format off */
#define VECTORS(stack_top, reset) {                                 \
		{ .stack = (stack_top) },                           \
		{ (reset) },                                        \
		[2 ... 13] = { board_fault },                       \
		{ board_pendsv },                                   \
		{ board_systick },                                  \
		[16 ... 16 + INTERRUPTS - 1] = { board_interrupt }, \
	}
/* clang-format on */

#endif /* QEMU_CORTEX_M_VECTORS_H */
