/* SPDX-License-Identifier: MIT */
/* Vectors, reset and faults of the Cortex-M boards. */
#include "qemu/cortex-m/vectors.h"
#include "qemu/image/board.h"

/* What the processor pushes when it takes an exception. */
struct exception_frame {
	uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

_Noreturn void board_reset(void);
_Noreturn void board_fault_report(const struct exception_frame *frame, uint32_t cause,
				  const char *stack_top);

/* A program defines those that it wants: PendSV, the timer, all of the NVIC's. */
void board_pendsv(void) __attribute__((weak, alias("board_fault")));
void board_systick(void) __attribute__((weak, alias("board_fault")));
void board_interrupt(void) __attribute__((weak, alias("board_fault")));

static const union vector vectors[] __attribute__((section(".vectors"), used)) =
	VECTORS(__stack_top, board_reset);

void board_reset(void)
{
	const char *from = __data_load;

	for (char *p = __data_start; p < __data_end; p++)
		*p = *from++;
	for (char *p = __bss_start; p < __bss_end; p++)
		*p = 0;
	image_start();
}

/*
 * The stack may be what is wrong: the report gets a fresh one, that of the core whose
 * vectors these are. Stacks of tasks lie above it.
 */
__attribute__((naked)) void board_fault(void)
{
	__asm__(".syntax unified\n"
		"mrs	r0, msp\n"
		"mov	r1, lr\n"
		"lsls	r1, r1, #29\n"
		"bpl	1f\n"
		"mrs	r0, psp\n"
		"1:\n"
		"mrs	r1, ipsr\n"
		"ldr	r2, =0xe000ed08\n" /* VTOR */
		"ldr	r2, [r2]\n"
		"ldr	r2, [r2]\n"
		"mov	sp, r2\n"
		"bl	board_fault_report\n"
		".ltorg\n");
}

void board_fault_report(const struct exception_frame *frame, uint32_t cause,
			const char *stack_top)
{
	if ((uintptr_t)frame < (uintptr_t)stack_top - (uintptr_t)__stack_size ||
	    (uintptr_t)(frame + 1) > (uintptr_t)__arena_end)
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
