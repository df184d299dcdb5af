/* SPDX-License-Identifier: MIT */
/*
 * Compare-and-swap and clearing of bits by exclusives, on one core: what compilers make of
 * their builtins takes three instructions and one more. The flags tell of failure, not a
 * register, and BIC clears bits as they are. As with the builtins, a compare-and-swap that
 * fails leaves the monitor open: where exceptions do not clear it (A-profile), a CLREX has to,
 * before each return from one.
 */
#ifndef ASM_ARM_EXCLUSIVES_H
#define ASM_ARM_EXCLUSIVES_H

static __always_inline bool atomic_try_cmpxchg(struct atomic_word *w, unsigned long *old,
					       unsigned long new)
{
	unsigned long found, status;
	bool done;

	__asm__ volatile("ldrex		%0, [%3]\n\t"
			 "cmp		%0, %4\n\t"
			 "itt		eq\n\t"
			 "strexeq	%1, %5, [%3]\n\t"
			 "cmpeq		%1, #0"
			 : "=&r"(found), "=&r"(status), "=@cceq"(done)
			 : "r"(w), "r"(*old), "r"(new)
			 : "memory");
	if (!done)
		*old = found;
	return done;
}

static __always_inline unsigned long atomic_fetch_andnot(struct atomic_word *w, unsigned long v)
{
	unsigned long found, left, status;

	__asm__ volatile("1:	ldrex	%0, [%3]\n\t"
			 "bic	%1, %0, %4\n\t"
			 "strex	%2, %1, [%3]\n\t"
			 "cmp	%2, #0\n\t"
			 "bne	1b"
			 : "=&r"(found), "=&r"(left), "=&r"(status)
			 : "r"(w), "r"(v)
			 : "cc", "memory");
	return found;
}

#endif
