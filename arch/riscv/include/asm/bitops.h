/* SPDX-License-Identifier: MIT */
#ifndef ASM_RISCV_BITOPS_H
#define ASM_RISCV_BITOPS_H

#if defined(__riscv_zbb)
#include_next <asm/bitops.h>
#else
#include <asm/bitops_soft.h>
#endif

#endif
