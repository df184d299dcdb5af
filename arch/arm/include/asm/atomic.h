/* SPDX-License-Identifier: MIT */
/* ARMv7-M, ARMv8-M and ARMv7-A have exclusives; ARMv6-M has none. */
#ifndef ASM_ARM_ATOMIC_H
#define ASM_ARM_ATOMIC_H

#if !defined(CONFIG_HAKMEM_ATOMICS)
#include <asm/atomic_plain.h>
#elif defined(__ARM_FEATURE_LDREX) && (__ARM_FEATURE_LDREX & 4)
#if defined(__thumb2__) || !defined(__thumb__)
#define ARCH_TEST_AND_SET
#endif
#if defined(ARCH_TEST_AND_SET) && !defined(CONFIG_HAKMEM_SMP) && \
	defined(__GCC_ASM_FLAG_OUTPUTS__)
#define ARCH_TRY_CMPXCHG
#define ARCH_FETCH_ANDNOT
#endif
#include_next <asm/atomic.h>
#if defined(ARCH_TEST_AND_SET)
#include <asm/test_and_set.h>
#endif
#if defined(ARCH_TRY_CMPXCHG)
#include <asm/exclusives.h>
#endif
#else
#include <asm/atomic_masked.h>
#endif

#endif
