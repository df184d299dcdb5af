/* SPDX-License-Identifier: MIT */
#ifndef ASM_ARM_BARRIER_H
#define ASM_ARM_BARRIER_H

/* LDRD: compilers join two loads that stand side by side. */
#if defined(__thumb2__)
#define load_pair(a, b) __asm__("" : "+r"(a), "+r"(b))
#endif

#include_next <asm/barrier.h>

#endif
