/* SPDX-License-Identifier: MIT */
/*
 * Atomic words where one context at a time is inside the library (the single
 * model): nothing can come between a load and a store.
 */
#ifndef ASM_GENERIC_ATOMIC_PLAIN_H
#define ASM_GENERIC_ATOMIC_PLAIN_H

#include <asm/atomic_types.h>
#include <stdbool.h>

static __always_inline unsigned long atomic_read(const struct atomic_word *w)
{
	return w->value;
}

static __always_inline unsigned long atomic_read_acquire(const struct atomic_word *w)
{
	return w->value;
}

static __always_inline unsigned long atomic_read_depends(const struct atomic_word *w)
{
	return w->value;
}

static __always_inline void atomic_set(struct atomic_word *w, unsigned long v)
{
	w->value = v;
}

static __always_inline void atomic_set_release(struct atomic_word *w, unsigned long v)
{
	w->value = v;
}

static inline bool atomic_try_cmpxchg(struct atomic_word *w, unsigned long *old,
				      unsigned long new)
{
	(void)old; /* it was read from w, and nobody has changed that */
	w->value = new;
	return true;
}

static inline unsigned long atomic_xchg(struct atomic_word *w, unsigned long v)
{
	unsigned long found = w->value;

	w->value = v;
	return found;
}

static inline unsigned long atomic_fetch_or(struct atomic_word *w, unsigned long v)
{
	unsigned long found = w->value;

	w->value = found | v;
	return found;
}

static inline unsigned long atomic_fetch_andnot(struct atomic_word *w, unsigned long v)
{
	unsigned long found = w->value;

	w->value = found & ~v;
	return found;
}

static inline unsigned long atomic_fetch_add(struct atomic_word *w, unsigned long v)
{
	unsigned long found = w->value;

	w->value = found + v;
	return found;
}

static inline unsigned long atomic_add_return(struct atomic_word *w, unsigned long v)
{
	return atomic_fetch_add(w, v) + v;
}

#endif
