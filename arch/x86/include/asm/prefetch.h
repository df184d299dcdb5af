/* SPDX-License-Identifier: MIT */
#ifndef ASM_X86_PREFETCH_H
#define ASM_X86_PREFETCH_H

#include_next <asm/prefetch.h>

#undef prefetchw
#define prefetchw(p) __builtin_prefetch(p, 1)

#endif
