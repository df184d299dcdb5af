/* SPDX-License-Identifier: MIT */
#ifndef ASM_GENERIC_BARRIER_H
#define ASM_GENERIC_BARRIER_H

/* Keep the compiler from moving memory accesses across. */
#define barrier() __asm__ volatile("" ::: "memory")

#endif
