/* SPDX-License-Identifier: MIT */
#ifndef ASM_RISCV_ATOMIC_H
#define ASM_RISCV_ATOMIC_H

#if !defined(CONFIG_HAKMEM_ATOMICS)
#include <asm/atomic_plain.h>
#elif defined(__riscv_atomic)
#if defined(CONFIG_HAKMEM_SMP) && !defined(__clang__) && __GNUC__ < 14
/* Up to gcc 13 the order for failure is that of the whole: lr.aq and sc.aq, no .rl. */
#define CMPXCHG_RELEASE() __asm__ volatile("fence rw, w" : : : "memory")
#endif
#include_next <asm/atomic.h>
#else
#include <asm/atomic_masked.h>
#endif

#endif
