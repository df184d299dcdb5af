/* SPDX-License-Identifier: MIT */
/*
 * Test-and-set by exclusives, without a loop: whoever fails goes another way.
 *
 * The store is made in any case, which clears the monitor and saves a branch: a word
 * that is set holds its own address, so storing that again changes nothing. (A mark
 * beside the address is lost: heaps have one only while nobody else may enter them.)
 * Cores whose interrupts do not clear the monitor (A-profile) need a CLREX in their
 * context switch, as for any exclusive access. When both
 * succeed the status of the store is the 0 to leave with. It stays in ip, which short
 * functions have no other use for; the branch is part of it so that compilers do
 * not know that the register is 0, and use it as one.
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

static __always_inline bool atomic_test_and_set(struct atomic_word *w, unsigned long *zero)
{
	register unsigned long status __asm__("ip");

	__asm__ goto volatile(TAS_LDREX "	r3, [%1]\n\t"
			      "strex	%0, %1, [%1]\n\t"
			      "orrs	r3, r3, %0\n\t"
			      "bne	%l[taken]" TAS_FENCE
			      : "=&r"(status)
			      : "r"(w)
			      : "r3", "cc", "memory"
			      : taken);
	*zero = status;
	return true;
taken:
	return false;
}

#endif
