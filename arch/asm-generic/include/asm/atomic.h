/* SPDX-License-Identifier: MIT */
/*
 * Atomic words from the compiler's builtins: for machines with exclusives or
 * compare-and-swap. Machines without override this header.
 *
 * Orders: with CONFIG_HAKMEM_SMP as named; on one core every context sees its
 * own core's accesses in program order, so keeping the compiler in order is
 * enough (barrier() on both sides).
 */
#ifndef ASM_GENERIC_ATOMIC_H
#define ASM_GENERIC_ATOMIC_H

#include <asm/atomic_types.h>
#include <asm/barrier.h>
#include <stdbool.h>

#if defined(CONFIG_HAKMEM_SMP)
#define ORDER_ACQUIRE __ATOMIC_ACQUIRE
#define ORDER_RELEASE __ATOMIC_RELEASE
#define ORDER_ACQ_REL __ATOMIC_ACQ_REL
#else
#define ORDER_ACQUIRE __ATOMIC_RELAXED
#define ORDER_RELEASE __ATOMIC_RELAXED
#define ORDER_ACQ_REL __ATOMIC_RELAXED
#endif

/* Relaxed load. */
static __always_inline unsigned long atomic_read(const struct atomic_word *w)
{
	return __atomic_load_n(&w->value, __ATOMIC_RELAXED);
}

/* Load; later accesses stay behind it. */
static __always_inline unsigned long atomic_read_acquire(const struct atomic_word *w)
{
	unsigned long v = __atomic_load_n(&w->value, ORDER_ACQUIRE);

	barrier();
	return v;
}

/*
 * Load of a pointer whose target is read next: the address dependency orders the
 * two on every supported machine. ThreadSanitizer does not see dependencies.
 */
static __always_inline unsigned long atomic_read_depends(const struct atomic_word *w)
{
#if defined(__SANITIZE_THREAD__)
	return __atomic_load_n(&w->value, __ATOMIC_ACQUIRE);
#else
	return __atomic_load_n(&w->value, __ATOMIC_RELAXED);
#endif
}

/* Relaxed store. */
static __always_inline void atomic_set(struct atomic_word *w, unsigned long v)
{
	__atomic_store_n(&w->value, v, __ATOMIC_RELAXED);
}

/* Store; earlier accesses stay before it. */
static __always_inline void atomic_set_release(struct atomic_word *w, unsigned long v)
{
	barrier();
	__atomic_store_n(&w->value, v, ORDER_RELEASE);
}

#ifndef ARCH_TRY_CMPXCHG
/* Where a compiler's compare-and-swap does not release, its machine brings a fence. */
#ifndef CMPXCHG_RELEASE
#define CMPXCHG_RELEASE() barrier()
#endif

/*
 * Replace *old by new. On failure *old is what was found. May fail spuriously;
 * acquires and releases.
 */
static inline bool atomic_try_cmpxchg(struct atomic_word *w, unsigned long *old,
				      unsigned long new)
{
	bool done;

	CMPXCHG_RELEASE();
	done = __atomic_compare_exchange_n(&w->value, old, new, true,
					   ORDER_ACQ_REL, ORDER_ACQUIRE);
	barrier();
	return done;
}
#endif

/* Exchange; acquires and releases. */
static inline unsigned long atomic_xchg(struct atomic_word *w, unsigned long v)
{
	barrier();
	v = __atomic_exchange_n(&w->value, v, ORDER_ACQ_REL);
	barrier();
	return v;
}

/* Set bits; acquires and releases. Returns the word before. */
static inline unsigned long atomic_fetch_or(struct atomic_word *w, unsigned long v)
{
	barrier();
	v = __atomic_fetch_or(&w->value, v, ORDER_ACQ_REL);
	barrier();
	return v;
}

#ifndef ARCH_FETCH_ANDNOT
/* Clear bits; acquires and releases. Returns the word before. */
static inline unsigned long atomic_fetch_andnot(struct atomic_word *w, unsigned long v)
{
	barrier();
	v = __atomic_fetch_and(&w->value, ~v, ORDER_ACQ_REL);
	barrier();
	return v;
}
#endif

/* Add; relaxed. Returns the word before. */
static inline unsigned long atomic_fetch_add(struct atomic_word *w, unsigned long v)
{
	return __atomic_fetch_add(&w->value, v, __ATOMIC_RELAXED);
}

/* Add; acquires and releases. Returns the word after. */
static inline unsigned long atomic_add_return(struct atomic_word *w, unsigned long v)
{
	barrier();
	v = __atomic_add_fetch(&w->value, v, ORDER_ACQ_REL);
	barrier();
	return v;
}

#ifndef ARCH_TEST_AND_SET
/*
 * Enter what @w guards. True when it was 0; it holds its own address then. May fail
 * spuriously, never waits; acquires. *@zero is 0 then: what to store into @w in order
 * to leave, which some machines have in a register.
 */
static inline bool atomic_test_and_set(struct atomic_word *w, unsigned long *zero)
{
	unsigned long found;

	barrier();
	found = __atomic_exchange_n(&w->value, (unsigned long)w, ORDER_ACQUIRE);
	barrier();
	*zero = 0;
	return !found;
}
#endif

#endif
