/* SPDX-License-Identifier: MIT */
/*
 * Atomic words on one core without compare-and-swap (ARMv6-M, RV32 without A):
 * interrupts are masked over a load, an operation and a store. Each masked
 * stretch is a fixed handful of instructions without a loop.
 */
#ifndef ASM_GENERIC_ATOMIC_MASKED_H
#define ASM_GENERIC_ATOMIC_MASKED_H

#include <asm/atomic_types.h>
#include <asm/barrier.h>
#include <asm/irqflags.h>
#include <stdbool.h>

#if defined(CONFIG_HAKMEM_SMP)
#error "this core has no atomic instructions: one core only"
#endif

static __always_inline unsigned long atomic_read(const struct atomic_word *w)
{
	return *(const volatile unsigned long *)&w->value;
}

static __always_inline unsigned long atomic_read_acquire(const struct atomic_word *w)
{
	unsigned long v = atomic_read(w);

	barrier();
	return v;
}

static __always_inline unsigned long atomic_read_depends(const struct atomic_word *w)
{
	return atomic_read(w);
}

static __always_inline void atomic_set(struct atomic_word *w, unsigned long v)
{
	*(volatile unsigned long *)&w->value = v;
}

static __always_inline void atomic_set_release(struct atomic_word *w, unsigned long v)
{
	barrier();
	atomic_set(w, v);
}

/*
 * Have @v in a register now: else compilers move the arithmetic that makes it in
 * between, where every instruction counts.
 */
#define have_ready(v) __asm__ volatile("" : "+r"(v))

static inline bool atomic_try_cmpxchg(struct atomic_word *w, unsigned long *old,
				      unsigned long new)
{
	unsigned long flags, found, want = *old;
	bool done;

	have_ready(want);
	have_ready(new);
	have_ready(w);
	flags = irq_save();
	found = atomic_read(w);
	done = found == want;

	if (done)
		atomic_set(w, new);
	irq_restore(flags);
	*old = found;
	return done;
}

static inline unsigned long atomic_xchg(struct atomic_word *w, unsigned long v)
{
	unsigned long flags, found;

	have_ready(v);
	have_ready(w);
	flags = irq_save();
	found = atomic_read(w);

	atomic_set(w, v);
	irq_restore(flags);
	return found;
}

static inline unsigned long atomic_fetch_or(struct atomic_word *w, unsigned long v)
{
	unsigned long flags, found;

	have_ready(v);
	have_ready(w);
	flags = irq_save();
	found = atomic_read(w);

	atomic_set(w, found | v);
	irq_restore(flags);
	return found;
}

static inline unsigned long atomic_fetch_andnot(struct atomic_word *w, unsigned long v)
{
	unsigned long flags, found;

	have_ready(v);
	have_ready(w);
	flags = irq_save();
	found = atomic_read(w);

	atomic_set(w, found & ~v);
	irq_restore(flags);
	return found;
}

static inline unsigned long atomic_fetch_add(struct atomic_word *w, unsigned long v)
{
	unsigned long flags, found;

	have_ready(v);
	have_ready(w);
	flags = irq_save();
	found = atomic_read(w);

	atomic_set(w, found + v);
	irq_restore(flags);
	return found;
}

static inline unsigned long atomic_add_return(struct atomic_word *w, unsigned long v)
{
	return atomic_fetch_add(w, v) + v;
}

static inline bool atomic_test_and_set(struct atomic_word *w, unsigned long *zero)
{
	unsigned long flags, found;

	have_ready(w);
	flags = irq_save();
	found = atomic_read(w);
	atomic_set(w, (unsigned long)w);
	irq_restore(flags);
	*zero = 0;
	return !found;
}

#endif
