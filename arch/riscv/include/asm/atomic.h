/* SPDX-License-Identifier: MIT */
#ifndef ASM_RISCV_ATOMIC_H
#define ASM_RISCV_ATOMIC_H

#if !defined(CONFIG_HAKMEM_ATOMICS)
#include <asm/atomic_plain.h>
#elif defined(__riscv_atomic)
#include_next <asm/atomic.h>
#else
#include <asm/atomic_masked.h>
#endif

#endif
