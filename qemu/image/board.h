/* SPDX-License-Identifier: MIT */
/*
 * Between qemu/image/ (the same for all boards) and a board's machine.
 *
 * From board.mk, as macros:
 *   BOARD_CMDLINE	bytes of RAM for the command line
 *   BOARD_BLOB		address of the data file; 0: the board cannot hold one
 *   BOARD_BLOB_SPACE	bytes there; the last 8 say how long the file is
 *   BOARD_TICK_HALF_NS	Cortex-M: half nanoseconds a SysTick tick
 *   BOARD_CORES		cores that the program may use
 */
#ifndef QEMU_IMAGE_BOARD_H
#define QEMU_IMAGE_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/image.h"

/* What qemu/run exits with when it is not the program that speaks. */
enum board_exit {
	BOARD_EXIT_FAULT = 120, /* the processor took a fault */
	BOARD_EXIT_STACK = 121, /* the stack has overflowed */
	BOARD_EXIT_ERROR = 125, /* the program could not be started */
};

/*
 * From the linker script. The stacks of all cores are of __stack_size, a number, and
 * lie as far apart as those of cores 0 and 1.
 */
extern char __stack_bottom[], __stack_top[], __arena_start[], __arena_end[];
extern char __stack_size[], __stack1_bottom[];
extern char __data_load[], __data_start[], __data_end[];
extern char __bss_start[], __bss_end[];
extern char __library_start[], __library_end[]; /* code of libhakmem.a */

/* The lowest address of a core's stack. */
static inline uintptr_t board_stack_bottom(unsigned int core)
{
	uintptr_t distance = (uintptr_t)__stack1_bottom - (uintptr_t)__stack_bottom;

	return (uintptr_t)__stack_bottom + core * distance;
}

/** image_start() - where a board's start-up ends. */
_Noreturn void image_start(void);

/** image_fault() - report a fault of the processor and end the run. */
_Noreturn void image_fault(uintptr_t pc, uintptr_t lr, uintptr_t cause);

/** image_stack_overflow() - report that and end the run. */
_Noreturn void image_stack_overflow(void);

/** image_stack_mark() - before the calling core's stack is used. */
void image_stack_mark(void);

/** image_stack_check() - end the run if the stack was too small since then. */
void image_stack_check(void);

/** image_core_run() - what a core that was woken does; it may be woken again then. */
void image_core_run(void);

/** board_core_wake() - make an idle core, which may be one just about to idle, run. */
void board_core_wake(unsigned int core);

/** image_console_lock() - around the use of what the cores share. */
void image_console_lock(void);
void image_console_unlock(void);

/** board_exit() - end the run at once. */
_Noreturn void board_exit(int code);

/** board_semihost() - one call of Arm's or RISC-V's semihosting. */
intptr_t board_semihost(intptr_t operation, const void *arg);

/**
 * board_cost() - image_cost() without the check that it works.
 *
 * Exact under qemu -icount shift=10, meaningless otherwise.
 */
uint32_t board_cost(image_fn fn, uintptr_t a, uintptr_t b, uintptr_t *result);

/* Functions of known length, each returning its first argument or 0. */
void board_probe_1(void);    /* 1 instruction */
void board_probe_10(void);   /* 10, with loads and stores */
void board_probe_11(void);   /* 11 */
void board_probe_loop(void); /* (n >= 1): 2n + 1 */

#endif /* QEMU_IMAGE_BOARD_H */
