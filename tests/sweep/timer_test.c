/* SPDX-License-Identifier: MIT */
/* Does the timer meet every instruction, and every one of a handler? */
#include "tests/ktest.h"

#include "qemu/image/interrupt.h"
#include "tests/sweep/engine.h"

#define FIELD 64u /* nops */

extern char field_start[], field_end[];
void field(void);

/* Straight code of instructions of one length. */
__asm__(".text\n"
	".balign 4\n"
	".global field, field_start, field_end\n"
#if defined(__thumb__)
	".thumb_func\n"
#endif
	"field:\n"
	"field_start:\n"
	".rept 64\n"
	"nop\n"
	".endr\n"
	"field_end:\n"
#if defined(__riscv)
	"ret\n"
#else
	"bx lr\n"
#endif
);

static volatile struct {
	unsigned int level;	     /* that is to be measured */
	uint32_t n;		     /* instructions to wait there */
	unsigned int fired;	     /* times that the handler was called */
	uintptr_t pc;		     /* where, at last */
	unsigned int came_at;	     /* at which level */
} timer;

static void handler(unsigned int level, uintptr_t pc)
{
	timer.fired++;
	timer.pc = pc;
	timer.came_at = level;
	if (level == timer.level)
		return;
	board_interrupt_after(timer.n);
	field();
	board_interrupt_cancel();
}

/* The number of the nop that is met, or FIELD and more. */
static unsigned int meet(unsigned int level, uint32_t n)
{
	timer.level = level;
	timer.n = n;
	timer.fired = 0;
	timer.pc = 0;
	board_interrupt_after(n);
	field();
	board_interrupt_cancel();
	return (unsigned int)(timer.pc - (uintptr_t)field_start) / 2;
}

static void meets_each(struct ktest *test, unsigned int level)
{
	unsigned int nop = (unsigned int)(field_end - field_start) / FIELD / 2;
	uint32_t n = 1;

	board_interrupt_init(handler);
	while (meet(level, n) != 0 && n < 100)
		n++;
	for (unsigned int i = 0; i < FIELD; i++) {
		KTEST_ASSERT_EQ(test, meet(level, n + i), i * nop);
		KTEST_ASSERT_EQ(test, timer.fired, level);
		KTEST_ASSERT_EQ(test, timer.came_at, level);
	}
}

static void each_instruction(struct ktest *test)
{
	meets_each(test, 1);
}

static void each_of_a_handler(struct ktest *test)
{
	meets_each(test, 2);
}

static void each_of_a_second_handler(struct ktest *test)
{
	meets_each(test, 3);
}

static void waits_as_told(struct ktest *test)
{
	board_interrupt_init(handler);
	timer.level = 1;
	timer.fired = 0;
	board_interrupt_after(10000);
	for (unsigned int i = 0; i < 9900 / (FIELD + 8); i++)
		field();
	KTEST_EXPECT_EQ(test, timer.fired, 0u);
	for (unsigned int i = 0; i < 10; i++)
		field();
	KTEST_EXPECT_EQ(test, timer.fired, 1u);
}

/* ------------------------------------------------------------------------ task */

static volatile unsigned int turns;

static void count_turns(void)
{
	for (;;) {
		turns++;
		board_task_switch();
	}
}

static void tasks_take_turns(struct ktest *test)
{
	static _Alignas(16) char stack[256];

	board_interrupt_init(handler);
	board_task_init(stack, sizeof(stack), count_turns);
	turns = 0;
	for (unsigned int i = 1; i < 4; i++) {
		board_task_switch();
		KTEST_EXPECT_EQ(test, turns, i);
	}
}

/* The engine is the one that owns timer and task after this. */
static void suite_exit(struct ktest *test)
{
	(void)test;
	engine_init(true);
}

static const struct ktest_case timer_cases[] = {
	KTEST_CASE(each_instruction),
	KTEST_CASE(each_of_a_handler),
	KTEST_CASE(each_of_a_second_handler),
	KTEST_CASE(waits_as_told),
	KTEST_CASE(tasks_take_turns),
	{ 0 },
};

const struct ktest_suite timer_suite = {
	.name = "timer",
	.exit = suite_exit,
	.cases = timer_cases,
};
