/* SPDX-License-Identifier: MIT */
/*
 * Test-and-set by exclusives, without a loop: whoever fails goes another way.
 *
 * The store is made in any case, which clears the monitor and saves a branch: a word
 * that is set holds its own address, so storing that again changes nothing. The
 * result is 0 if the word was and the store was made; then the status of the store
 * is 0, too, and serves as the value to leave with.
 */
#ifndef ASM_ARM_TEST_AND_SET_H
#define ASM_ARM_TEST_AND_SET_H

#if !defined(CONFIG_HAKMEM_SMP)
#define TAS_LDREX "ldrex"
#define TAS_FENCE ""
#elif __ARM_ARCH >= 8
#define TAS_LDREX "ldaex"
#define TAS_FENCE ""
#else
#define TAS_LDREX "ldrex"
#define TAS_FENCE "\n\tdmb"
#endif

static inline bool atomic_test_and_set(struct atomic_word *w, unsigned long *zero)
{
	unsigned long taken, status;

	__asm__ volatile(TAS_LDREX "	%0, [%2]\n\t"
			 "strex	%1, %2, [%2]\n\t"
			 "orr	%0, %0, %1" TAS_FENCE
			 : "=&r"(taken), "=&r"(status)
			 : "r"(w)
			 : "memory");
	*zero = status;
	return !taken;
}

#endif
