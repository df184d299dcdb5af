/* SPDX-License-Identifier: MIT */
/* Vectors, reset and faults of the Cortex-M boards. */
#include "qemu/image/board.h"

#define INTERRUPTS 32

/* What the processor pushes when it takes an exception. */
struct exception_frame {
	uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

_Noreturn void reset_handler(void);
void fault_handler(void);
_Noreturn void fault_report(const struct exception_frame *frame, uint32_t cause);
void systick_handler(void);

/* Programs that want the timer's interrupt define systick_handler(). */
void systick_handler(void) __attribute__((weak, alias("fault_handler")));

union vector {
	void (*handler)(void);
	char *stack;
};

static const union vector vectors[16 + INTERRUPTS]
	__attribute__((section(".vectors"), used)) = {
		{ .stack = __stack_top },
		{ reset_handler },
		[2 ... 14] = { fault_handler },
		{ systick_handler },
		[16 ... 16 + INTERRUPTS - 1] = { fault_handler },
	};

void reset_handler(void)
{
	const char *from = __data_load;

	for (char *p = __data_start; p < __data_end; p++)
		*p = *from++;
	for (char *p = __bss_start; p < __bss_end; p++)
		*p = 0;
	image_start();
}

/* The stack may be what is wrong: the report gets a fresh one. */
__attribute__((naked)) void fault_handler(void)
{
	__asm__("mrs	r0, msp\n"
		"mrs	r1, ipsr\n"
		"ldr	r2, =__stack_top\n"
		"mov	sp, r2\n"
		"bl	fault_report\n"
		".ltorg\n");
}

void fault_report(const struct exception_frame *frame, uint32_t cause)
{
	if ((const char *)frame < __stack_bottom ||
	    (const char *)(frame + 1) > __stack_top)
		image_stack_overflow();
	image_fault(frame->pc, frame->lr, cause);
}

intptr_t board_semihost(intptr_t operation, const void *arg)
{
	register intptr_t r0 __asm__("r0") = operation;
	register const void *r1 __asm__("r1") = arg;

	__asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
	return r0;
}
