/* SPDX-License-Identifier: MIT */
/* Compare-and-swap and exchange are instructions here: the builtins will do. */
#ifndef ASM_X86_ATOMIC_H
#define ASM_X86_ATOMIC_H

#if !defined(CONFIG_HAKMEM_ATOMICS)
#include <asm/atomic_plain.h>
#else
#include_next <asm/atomic.h>
#endif

#endif
