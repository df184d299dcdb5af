/* SPDX-License-Identifier: MIT */
/*
 * An interrupt at a chosen instruction, interrupts of its handler, and a second
 * task. For programs whose Kbuild lists interrupt.o of qemu/cortex-m or
 * qemu/riscv, run with qemu/run --icount: every instruction then advances the
 * clock by the same time, so that a timer meets instruction n, then n + 1, and so
 * on, without a gap. Without --icount the interrupts come anywhere.
 */
#ifndef QEMU_IMAGE_INTERRUPT_H
#define QEMU_IMAGE_INTERRUPT_H

#include <stddef.h>
#include <stdint.h>

/* Levels that preempt each other; one more, the highest, ends the run. */
#define BOARD_INTERRUPT_LEVELS 2u

/* Most instructions that board_interrupt_after() can wait for. */
#define BOARD_INTERRUPT_MAX 600000u

/**
 * typedef board_interrupt_fn - what runs when the time has come.
 * @level: 1: the program or a task was interrupted; 2: a handler of level 1 was;
 * more: one of the highest level was.
 * @pc: the instruction that was about to be executed.
 */
typedef void board_interrupt_fn(unsigned int level, uintptr_t pc);

/** board_interrupt_init() - from now on @handler runs. Nothing is due yet. */
void board_interrupt_init(board_interrupt_fn *handler);

/**
 * board_interrupt_after() - interrupt when @instructions more have been executed.
 *
 * One shot; replaces one that is due. Counted from a fixed point in this function,
 * a few instructions before its return. In a handler it is the handler that is
 * going to be interrupted, one level up.
 */
void board_interrupt_after(uint32_t instructions);

/** board_interrupt_cancel() - nothing is due any more. */
void board_interrupt_cancel(void);

/**
 * board_task_init() - a second task beside the program.
 * @stack: its stack, aligned to 16 bytes.
 * @size: bytes of it.
 * @fn: what it runs from the first switch on; never returns.
 */
void board_task_init(void *stack, size_t size, void (*fn)(void));

/**
 * board_task_switch() - go on with the other task.
 *
 * At once; in a handler as soon as no handler is active. The task that is left is
 * stopped where it is, inside of whatever it was in.
 */
void board_task_switch(void);

#endif /* QEMU_IMAGE_INTERRUPT_H */
