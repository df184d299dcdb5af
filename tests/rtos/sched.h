/* SPDX-License-Identifier: MIT */
/*
 * A small preemptive scheduler for tests on Cortex-M: ARMv6-M, ARMv7-M, ARMv8-M.
 *
 * Fixed priorities: of the tasks that are ready the most urgent one runs. Among
 * equals the one that has waited longest for its turn; a turn ends at sched_tick()
 * or sched_yield(), not when a more urgent task preempts. Each task runs on a stack
 * of its own (PSP); interrupts share another one (MSP). PendSV, the least urgent
 * exception, switches, so that an interrupt that wakes a task returns into it.
 *
 *	         sched_create()           sched_wait()
 *	(ended) ----------------> ready --------------> waiting
 *	   ^                      |   ^                    |
 *	   |    end, delete       |   `----- sched_give() -'
 *	   `-------------------- any
 *
 * The context that calls sched_start() becomes task 0 with priority 0. It is what
 * runs when nobody else wants to, so it must not wait or end.
 *
 * The scheduler masks interrupts while it changes its own few words, as an RTOS
 * does; switching itself is not masked. SysTick is not its business: timer.h.
 */
#ifndef RTOS_SCHED_H
#define RTOS_SCHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Tasks at a time, task 0 included. */
#define SCHED_TASKS 8

enum task_state {
	TASK_ENDED,
	TASK_READY,
	TASK_WAITING,
};

/* What lies at a task's @sp while it does not run: first what the switch saves. */
struct task_frame {
	uint32_t r4, r5, r6, r7, r8, r9, r10, r11;
	uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

/**
 * struct task - one task.
 *
 * To be set before sched_create():
 * @run: its function; the task ends when it returns.
 * @arg: what @run gets.
 * @stack: its stack, aligned to 8 bytes.
 * @stack_bytes: the stack's size, a multiple of 8.
 * @priority: 1 to 255; higher is more urgent.
 *
 * To be read:
 * @frame: its registers while it does not run.
 * @runs: how often it was switched to since it was created.
 * @number: 0 to SCHED_TASKS - 1; no other task that lives has it.
 *
 * To be used freely:
 * @local: the task's own pointer; NULL at first.
 */
struct task {
	struct task_frame *frame;
	void (*run)(void *arg);
	void *arg;
	uint64_t *stack;
	uint32_t stack_bytes;
	void *local;
	uint32_t turn;
	uint32_t runs;
	uint8_t priority;
	uint8_t number;
	volatile uint8_t state;
	volatile bool given;
};

/** sched_start() - the caller becomes task 0. Once, before all else. */
void sched_start(void);

/** sched_create() - start @task, which has ended or never run. Tasks only. */
void sched_create(struct task *task);

/**
 * sched_delete() - end @task, wherever it is; nothing of it runs any more.
 *
 * Any context. A task that deletes itself ends when no interrupt is active. Memory
 * that the task has, and what it was about to do, is the caller's matter.
 */
void sched_delete(struct task *task);

/** sched_self() - the task that runs, or that was interrupted. */
struct task *sched_self(void);

/** sched_wait() - wait until the event of the calling task is given; take it. */
void sched_wait(void);

/** sched_give() - give @task's event; given twice is given once. Any context. */
void sched_give(struct task *task);

/** sched_yield() - the calling task's turn ends. */
void sched_yield(void);

/** sched_tick() - the turn of the interrupted task ends. For the timer's handler. */
void sched_tick(void);

/**
 * sched_switch_to() - switch to @task now, whatever the priorities.
 * @task: a task that is ready, or that waits: it is given its event.
 *
 * From an interrupt: the interrupted task stops at exactly the instruction that it
 * would have gone on with. @task counts as the most urgent one until it waits,
 * yields or ends; then priorities decide again.
 */
void sched_switch_to(struct task *task);

/** sched_switches() - number of switches from one task to another. */
uint32_t sched_switches(void);

/** sched_alive() - true until @task has ended. */
static inline bool sched_alive(const struct task *task)
{
	return task->state != TASK_ENDED;
}

/** sched_stack_used() - the most bytes that @task's stack has held. */
uint32_t sched_stack_used(const struct task *task);

#endif /* RTOS_SCHED_H */
