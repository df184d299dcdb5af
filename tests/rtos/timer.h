/* SPDX-License-Identifier: MIT */
/*
 * SysTick, as a tick and as an interrupt at a chosen instruction.
 *
 * Under qemu/run --icount an instruction takes 1024 ns, more than one tick of any
 * board: TIMER_STEP more ticks never skip an instruction. The handler is the most
 * urgent interrupt. image_cost() uses the same timer: not both at a time.
 */
#ifndef RTOS_TIMER_H
#define RTOS_TIMER_H

#include <stdint.h>

/* Ticks that pass while one instruction executes, rounded down. */
#define TIMER_STEP (2 * 1024 / BOARD_TICK_HALF_NS)

/** struct interrupted - what the processor has pushed: @pc is what comes next. */
struct interrupted {
	uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

/** typedef timer_fn - what the timer's interrupt calls. */
typedef void timer_fn(const struct interrupted *at);

/** timer_once() - call @fn after @ticks, 1 to 2^24 - 1, once. */
void timer_once(uint32_t ticks, timer_fn *fn);

/** timer_every() - call @fn every @ticks, 1 to 2^24 - 1. */
void timer_every(uint32_t ticks, timer_fn *fn);

/** timer_stop() - no more interrupts. Return: true if a single one was to come. */
_Bool timer_stop(void);

#endif /* RTOS_TIMER_H */
