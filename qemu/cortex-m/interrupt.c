/* SPDX-License-Identifier: MIT */
/*
 * SysTick, of the highest priority, finds out where it has come and does no more
 * than to pend the interrupt in which the handler of the level runs: line 0, or
 * line 1, which preempts it. PendSV, of the lowest priority, switches tasks: the
 * program's stack is the main one, the task's the process stack.
 *
 * Under -icount shift=10 an instruction takes 1024 ns, more than 16 ticks on every
 * board: the number of ticks for n and a half of them meets instruction n exactly.
 */
#include "qemu/image/board.h"
#include "qemu/image/interrupt.h"

#define SYST_CSR  (*(volatile uint32_t *)0xe000e010)
#define SYST_RVR  (*(volatile uint32_t *)0xe000e014)
#define SYST_CVR  (*(volatile uint32_t *)0xe000e018)
#define NVIC_ISER (*(volatile uint32_t *)0xe000e100)
#define NVIC_ISPR (*(volatile uint32_t *)0xe000e200)
#define NVIC_IPR  (*(volatile uint32_t *)0xe000e400)
#define SCB_ICSR  (*(volatile uint32_t *)0xe000ed04)
#define SCB_SHPR3 (*(volatile uint32_t *)0xe000ed20)

#define CSR_ENABLE    (1u << 0)
#define CSR_INTERRUPT (1u << 1)
#define CSR_PROCESSOR (1u << 2)

#define ICSR_PENDSVSET (1u << 28)
#define ICSR_PENDSTCLR (1u << 25)

#define EXC_RETURN_PSP 4u
#define XPSR_THUMB     (1u << 24)
#define HALF_NS_SHIFT  11 /* half nanoseconds an instruction: 2 * 1024 */

struct exception_frame {
	uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

/* r4 to r11 of the program and of the task while they do not run. */
uint32_t board_task_saved[2][8];

static board_interrupt_fn *handler;
static unsigned int level; /* of the handler that runs */
static uintptr_t pcs[BOARD_INTERRUPT_LEVELS];

void board_systick(void);
void board_systick_report(uint32_t exc_return, uintptr_t msp, uintptr_t psp);
void board_interrupt(void);
void board_pendsv(void);

__attribute__((naked)) void board_systick(void)
{
	__asm__("mov	r0, lr\n"
		"mrs	r1, msp\n"
		"mrs	r2, psp\n"
		"push	{r4, lr}\n"
		"bl	board_systick_report\n"
		"pop	{r4, pc}\n");
}

void board_systick_report(uint32_t exc_return, uintptr_t msp, uintptr_t psp)
{
	const struct exception_frame *frame =
		(void *)(exc_return & EXC_RETURN_PSP ? psp : msp);

	board_interrupt_cancel();
	if (level == BOARD_INTERRUPT_LEVELS) {
		handler(level + 1, frame->pc);
		return;
	}
	pcs[level] = frame->pc;
	NVIC_ISPR = 1u << level;
}

/* Both lines. */
void board_interrupt(void)
{
	uintptr_t pc = pcs[level];

	level++;
	handler(level, pc);
	level--;
}

void board_interrupt_init(board_interrupt_fn *fn)
{
	handler = fn;
	board_interrupt_cancel();
	NVIC_IPR = 0x4080;	 /* line 1 preempts line 0 */
	SCB_SHPR3 = 0x00c00000; /* SysTick highest, PendSV lowest */
	NVIC_ISER = 3;
}

void board_interrupt_after(uint32_t instructions)
{
	uint32_t half_ns = (instructions << HALF_NS_SHIFT) + (1u << (HALF_NS_SHIFT - 1));

	SYST_CSR = 0;
	SYST_RVR = half_ns / BOARD_TICK_HALF_NS;
	SYST_CVR = 0;
	SYST_CSR = CSR_ENABLE | CSR_INTERRUPT | CSR_PROCESSOR;
}

void board_interrupt_cancel(void)
{
	SYST_CSR = 0;
	SCB_ICSR = ICSR_PENDSTCLR;
}

/* No handler is active: the frame of what was left is on top of its stack. */
__attribute__((naked)) void board_pendsv(void)
{
	__asm__(".syntax unified\n"
		"ldr	r0, =board_task_saved\n"
		"mov	r1, r0\n"
		"movs	r2, #4\n"
		"mov	r3, lr\n"
		"tst	r3, r2\n"
		"beq	1f\n"
		"adds	r0, #32\n" /* the task was left */
		"b	2f\n"
		"1:\n"
		"adds	r1, #32\n"
		"2:\n"
		"stmia	r0!, {r4-r7}\n"
		"mov	r4, r8\n"
		"mov	r5, r9\n"
		"mov	r6, r10\n"
		"mov	r7, r11\n"
		"stmia	r0!, {r4-r7}\n"
		"adds	r1, #16\n"
		"ldmia	r1!, {r4-r7}\n"
		"mov	r8, r4\n"
		"mov	r9, r5\n"
		"mov	r10, r6\n"
		"mov	r11, r7\n"
		"subs	r1, #32\n"
		"ldmia	r1!, {r4-r7}\n"
		"eors	r3, r2\n" /* EXC_RETURN: the other stack */
		"bx	r3\n"
		".ltorg\n");
}

void board_task_init(void *stack, size_t size, void (*fn)(void))
{
	struct exception_frame *frame = (void *)((char *)stack + size - sizeof(*frame));

	*frame = (struct exception_frame){
		.pc = (uint32_t)fn & ~1u,
		.xpsr = XPSR_THUMB,
	};
	__asm__ volatile("msr	psp, %0" : : "r"(frame) : "memory");
}

void board_task_switch(void)
{
	SCB_ICSR = ICSR_PENDSVSET;
	__asm__ volatile("dsb\n\tisb" : : : "memory");
}
