/* SPDX-License-Identifier: MIT */
#include "tests/rtos/workers.h"

#include "tests/rtos/threads.h"

static uint64_t stacks[WORKERS][WORKER_STACK / sizeof(uint64_t)];
static struct task workers[WORKERS];
static uint32_t most_used;

struct task *worker(unsigned int i)
{
	return &workers[i];
}

static void note_stack(const struct task *task)
{
	if (task->stack && sched_stack_used(task) > most_used)
		most_used = sched_stack_used(task);
}

struct task *worker_start(unsigned int i, uint8_t priority, worker_fn *run, void *arg)
{
	struct task *task = &workers[i];

	note_stack(task);
	threads_new(i);
	task->run = run;
	task->arg = arg;
	task->priority = priority;
	task->stack = stacks[i];
	task->stack_bytes = WORKER_STACK;
	sched_create(task);
	return task;
}

unsigned int workers_alive(void)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < WORKERS; i++)
		n += sched_alive(&workers[i]);
	return n;
}

void workers_join(void)
{
	while (workers_alive())
		;
}

void workers_delete(void)
{
	for (unsigned int i = 0; i < WORKERS; i++)
		sched_delete(&workers[i]);
}

uint32_t workers_stack_used(void)
{
	for (unsigned int i = 0; i < WORKERS; i++)
		note_stack(&workers[i]);
	return most_used;
}
