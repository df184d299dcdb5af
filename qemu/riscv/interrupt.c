/* SPDX-License-Identifier: MIT */
/*
 * The machine timer interrupts; its handler lets it interrupt again, one level up.
 * The software interrupt, which handlers keep out, switches tasks: a task that
 * does not run is a frame on its stack.
 *
 * Under -icount shift=10 an instruction takes 1024 ns, more than 10 ticks.
 */
#include "qemu/image/board.h"
#include "qemu/image/interrupt.h"

#define MSIP	      (*(volatile uint32_t *)0x02000000)
#define MTIMECMP_LOW  (*(volatile uint32_t *)0x02004000)
#define MTIMECMP_HIGH (*(volatile uint32_t *)0x02004004)
#define MTIME_LOW     (*(volatile uint32_t *)0x0200bff8)
#define MTIME_HIGH    (*(volatile uint32_t *)0x0200bffc)

#define TICK_NS		  100u
#define INSTRUCTION_SHIFT 10 /* log2 of nanoseconds an instruction */

#define CAUSE_SOFTWARE 3u
#define CAUSE_TIMER    7u
#define CAUSE_MASK     0xffu
#define MIE_SOFTWARE   (1u << CAUSE_SOFTWARE)
#define MIE_TIMER      (1u << CAUSE_TIMER)
#define MSTATUS_MIE    (1u << 3)
#define MSTATUS_MPIE   (1u << 7)
#define MSTATUS_MPP    (3u << 11)

/* As trap.S stores it. */
struct frame {
	uint32_t regs[28];
	uint32_t mepc, mstatus;
	uint32_t pad[2];
};

static board_interrupt_fn *handler;
static unsigned int level;	/* of the handler that runs */
static struct frame *other; /* the task that does not run */

void board_trap_entry(void);
struct frame *board_trap_interrupt(struct frame *frame, uint32_t cause);

static struct frame *switch_task(struct frame *frame)
{
	struct frame *next = other;

	MSIP = 0;
	other = frame;
	return next;
}

struct frame *board_trap_interrupt(struct frame *frame, uint32_t cause)
{
	uint32_t mie;

	if ((cause & CAUSE_MASK) == CAUSE_SOFTWARE)
		return switch_task(frame);
	board_interrupt_cancel();
	level++;
	__asm__ volatile("csrrc	%0, mie, %1" : "=r"(mie) : "r"(MIE_SOFTWARE) : "memory");
	__asm__ volatile("csrs	mstatus, %0" : : "r"(MSTATUS_MIE) : "memory");
	handler(level, frame->mepc);
	__asm__ volatile("csrc	mstatus, %0" : : "r"(MSTATUS_MIE) : "memory");
	__asm__ volatile("csrw	mie, %0" : : "r"(mie) : "memory");
	level--;
	return frame;
}

void board_interrupt_init(board_interrupt_fn *fn)
{
	handler = fn;
	board_interrupt_cancel();
	__asm__ volatile("csrw	mtvec, %0" : : "r"(board_trap_entry) : "memory");
	__asm__ volatile("csrw	mie, %0" : : "r"(MIE_SOFTWARE | MIE_TIMER) : "memory");
	__asm__ volatile("csrs	mstatus, %0" : : "r"(MSTATUS_MIE) : "memory");
}

/* The high half first out of the way, so that no value in between is due. */
void board_interrupt_after(uint32_t instructions)
{
	uint32_t ns = (instructions << INSTRUCTION_SHIFT) + (1u << (INSTRUCTION_SHIFT - 1));
	uint32_t ticks = ns / TICK_NS, high, now;

	do {
		high = MTIME_HIGH;
		now = MTIME_LOW;
	} while (MTIME_HIGH != high);
	MTIMECMP_HIGH = UINT32_MAX;
	MTIMECMP_LOW = now + ticks;
	MTIMECMP_HIGH = high + (now + ticks < now);
}

void board_interrupt_cancel(void)
{
	MTIMECMP_HIGH = UINT32_MAX;
}

void board_task_init(void *stack, size_t size, void (*fn)(void))
{
	struct frame *frame = (void *)((char *)stack + size - sizeof(*frame));

	frame->mepc = (uint32_t)fn;
	frame->mstatus = MSTATUS_MPIE | MSTATUS_MPP;
	other = frame;
}

void board_task_switch(void)
{
	MSIP = 1;
}
