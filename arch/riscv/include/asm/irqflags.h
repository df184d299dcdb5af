/* SPDX-License-Identifier: MIT */
/* mstatus.MIE, for cores without the A extension (asm/atomic_masked.h) only. */
#ifndef ASM_RISCV_IRQFLAGS_H
#define ASM_RISCV_IRQFLAGS_H

#define MSTATUS_MIE 8

/*
 * As .insn, because assemblers want Zicsr in -march, which plain rv32imc leaves
 * out: csrrci %0, mstatus, 8 and csrrs x0, mstatus, %0.
 */

/* Mask interrupts. Returns what irq_restore() wants. */
static inline unsigned long irq_save(void)
{
	unsigned long mstatus;

	__asm__ volatile(".insn i 0x73, 7, %0, x8, 0x300" : "=r"(mstatus) : : "memory");
	return mstatus & MSTATUS_MIE;
}

static inline void irq_restore(unsigned long mie)
{
	__asm__ volatile(".insn i 0x73, 2, x0, %0, 0x300" : : "r"(mie) : "memory");
}

#endif
