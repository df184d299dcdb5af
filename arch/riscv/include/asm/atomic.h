/* SPDX-License-Identifier: MIT */
#ifndef ASM_RISCV_ATOMIC_H
#define ASM_RISCV_ATOMIC_H

#if defined(__riscv_atomic)
#include_next <asm/atomic.h>
#else
#include <asm/atomic_masked.h>
#endif

#endif
