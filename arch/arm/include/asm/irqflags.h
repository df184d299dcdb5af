/* SPDX-License-Identifier: MIT */
/* PRIMASK, for cores without exclusives (asm/atomic_masked.h) only. */
#ifndef ASM_ARM_IRQFLAGS_H
#define ASM_ARM_IRQFLAGS_H

/* Mask interrupts. Returns what irq_restore() wants. */
static inline unsigned long irq_save(void)
{
	unsigned long primask;

	__asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask) : : "memory");
	return primask;
}

static inline void irq_restore(unsigned long primask)
{
	__asm__ volatile("msr primask, %0" : : "r"(primask) : "memory");
}

#endif
