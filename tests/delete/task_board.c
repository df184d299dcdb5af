/* SPDX-License-Identifier: MIT */
/*
 * On the boards: an interrupt at the instruction, from which it is never returned to
 * the task (qemu/run --icount). The program and the task have a struct each.
 */
#include "qemu/image/interrupt.h"
#include "support/image.h"
#include "tests/delete/task.h"

#define STACK 2048u

enum { PROGRAM, TASK };

static struct hakmem_thread threads[2];

static struct {
	unsigned int current;
	void (*body)(void);
	bool stopped;
} volatile now;

struct hakmem_thread *hakmem_thread_hook(void)
{
	return &threads[now.current];
}

static void interrupted(unsigned int level, uintptr_t pc)
{
	(void)level;
	(void)pc;
	now.stopped = true;
	board_task_switch();
}

static void run(void)
{
	now.body();
	for (;;)
		task_pause();
}

bool task_init(void)
{
	hakmem_thread_init(&threads[PROGRAM]);
	hakmem_thread_init(&threads[TASK]);
	board_interrupt_init(interrupted);
	return image_cost_works();
}

void task_start(void (*body)(void))
{
	static _Alignas(16) char stack[STACK];

	now.body = body;
	now.stopped = false;
	hakmem_thread_init(&threads[TASK]);
	board_task_init(stack, sizeof(stack), run);
	task_resume();
}

void task_resume(void)
{
	now.current = TASK;
	board_task_switch();
	now.current = PROGRAM;
}

void task_pause(void)
{
	board_task_switch();
}

void task_arm(uint32_t instructions)
{
	if (instructions <= BOARD_INTERRUPT_MAX)
		board_interrupt_after(instructions);
}

void task_disarm(void)
{
	board_interrupt_cancel();
}

bool task_stopped(void)
{
	return now.stopped;
}

/* It is fast: none is left out. */
bool task_again(uint32_t instructions)
{
	(void)instructions;
	return false;
}

struct hakmem_thread *task_thread(void)
{
	return &threads[TASK];
}

void task_end(void)
{
}
