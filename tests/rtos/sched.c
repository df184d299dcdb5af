/* SPDX-License-Identifier: MIT */
#include "tests/rtos/sched.h"

#include <asm/irqflags.h>

#include "qemu/image/board.h"
#include "support/mem.h"

#define SCB_ICSR  (*(volatile uint32_t *)0xe000ed04)
#define SCB_SHPR3 (*(volatile uint32_t *)0xe000ed20)

#define ICSR_PENDSVSET	    (1u << 28)
#define SHPR3_PENDSV_LOWEST (0xffu << 16)
#define XPSR_THUMB	    (1u << 24)

#define UNUSED	       0x5a5a5a5a5a5a5a5aull /* in stacks, where nobody has been */
#define HANDLER_STACK  1024
#define HANDLER_CANARY UNUSED

/* In switch.S. */
void sched_use_stacks(uint64_t *handlers);
struct task_frame *sched_next(struct task_frame *frame);

static struct {
	struct task *current;
	struct task *forced;		/* by sched_switch_to(), or NULL */
	struct task *task[SCHED_TASKS]; /* by number; NULL: unused */
	uint32_t turns;
	uint32_t switches;
} sched;

static struct task idle; /* task 0; it has its stack already */
static uint64_t handler_stack[HANDLER_STACK / sizeof(uint64_t)];

/* ------------------------------------------------------------------ choosing */

/* Is @a to run before @b? */
static bool precedes(const struct task *a, const struct task *b)
{
	if (a->priority != b->priority)
		return a->priority > b->priority;
	return (int32_t)(a->turn - b->turn) < 0;
}

/* Never NULL: task 0 is always ready. */
static struct task *choose(void)
{
	struct task *best = NULL;

	if (sched.forced)
		return sched.forced;
	for (unsigned int i = 0; i < SCHED_TASKS; i++) {
		struct task *task = sched.task[i];

		if (task && task->state == TASK_READY && (!best || precedes(task, best)))
			best = task;
	}
	return best;
}

/* Interrupts are masked: the switch comes when no handler is active any more. */
static void reschedule(void)
{
	if (choose() != sched.current)
		SCB_ICSR = ICSR_PENDSVSET;
}

static void end_turn(struct task *task)
{
	task->turn = ++sched.turns;
	if (sched.forced == task)
		sched.forced = NULL;
}

static void make_ready(struct task *task)
{
	task->state = TASK_READY;
	end_turn(task);
}

/* ----------------------------------------------------------------- switching */

static void check_stacks(const struct task *task)
{
	if (handler_stack[0] != HANDLER_CANARY)
		image_stack_overflow();
	if (task->stack && task->state != TASK_ENDED && task->stack[0] != UNUSED)
		image_stack_overflow();
}

/*
 * PendSV calls it: from the frame of the task that stops to that of the next. More
 * urgent interrupts may wake tasks meanwhile; they make PendSV pending once more.
 */
struct task_frame *sched_next(struct task_frame *frame)
{
	unsigned long flags = irq_save();
	struct task *from = sched.current, *to = choose();

	from->frame = frame;
	check_stacks(from);
	if (to != from) {
		sched.current = to;
		sched.switches++;
		to->runs++;
	}
	irq_restore(flags);
	return to->frame;
}

/* Interrupts are unmasked here; a switch that is due happens before it returns. */
static void unmask(unsigned long flags)
{
	irq_restore(flags);
	__asm__ volatile("isb" : : : "memory");
}

/* --------------------------------------------------------------------- tasks */

static void take_number(struct task *task)
{
	unsigned int i = 0;

	while (i < SCHED_TASKS && sched.task[i])
		i++;
	if (i == SCHED_TASKS) {
		print("more than %d tasks\n", SCHED_TASKS);
		board_exit(BOARD_EXIT_ERROR);
	}
	sched.task[i] = task;
	task->number = (uint8_t)i;
}

/* Where a task's function returns to. */
static void end(void)
{
	for (;;)
		sched_delete(sched.current);
}

void sched_start(void)
{
	SCB_SHPR3 |= SHPR3_PENDSV_LOWEST;
	handler_stack[0] = HANDLER_CANARY;
	idle.state = TASK_READY;
	take_number(&idle);
	sched.current = &idle;
	sched_use_stacks(handler_stack + HANDLER_STACK / sizeof(uint64_t));
}

void sched_create(struct task *task)
{
	uint32_t words = task->stack_bytes / sizeof(uint64_t);
	unsigned long flags;

	for (uint32_t i = 0; i < words; i++)
		task->stack[i] = UNUSED;
	task->frame = (struct task_frame *)(task->stack + words) - 1;
	*task->frame = (struct task_frame){
		.r0 = (uint32_t)task->arg,
		.lr = (uint32_t)end,
		.pc = (uint32_t)task->run & ~1u,
		.xpsr = XPSR_THUMB,
	};
	task->local = NULL;
	task->runs = 0;
	task->given = false;

	flags = irq_save();
	take_number(task);
	make_ready(task);
	reschedule();
	unmask(flags);
}

void sched_delete(struct task *task)
{
	unsigned long flags = irq_save();

	if (task->state != TASK_ENDED) {
		task->state = TASK_ENDED;
		sched.task[task->number] = NULL;
		end_turn(task);
		reschedule();
	}
	unmask(flags);
}

struct task *sched_self(void)
{
	return *(struct task *volatile *)&sched.current;
}

uint32_t sched_switches(void)
{
	return *(volatile uint32_t *)&sched.switches;
}

uint32_t sched_stack_used(const struct task *task)
{
	uint32_t words = task->stack_bytes / sizeof(uint64_t), i = 0;

	while (i < words && task->stack[i] == UNUSED)
		i++;
	return (words - i) * sizeof(uint64_t);
}

/* -------------------------------------------------------------- events, turns */

void sched_wait(void)
{
	struct task *self = sched_self();
	unsigned long flags = irq_save();

	while (!self->given) {
		self->state = TASK_WAITING;
		end_turn(self);
		reschedule();
		unmask(flags);
		flags = irq_save();
	}
	self->given = false;
	irq_restore(flags);
}

void sched_give(struct task *task)
{
	unsigned long flags = irq_save();

	task->given = true;
	if (task->state == TASK_WAITING) {
		make_ready(task);
		reschedule();
	}
	unmask(flags);
}

void sched_yield(void)
{
	unsigned long flags = irq_save();

	end_turn(sched.current);
	reschedule();
	unmask(flags);
}

void sched_tick(void)
{
	if (!sched.forced)
		sched_yield();
}

void sched_switch_to(struct task *task)
{
	unsigned long flags = irq_save();

	if (task->state == TASK_WAITING) {
		task->given = true;
		make_ready(task);
	}
	if (task->state == TASK_READY)
		sched.forced = task;
	reschedule();
	unmask(flags);
}
