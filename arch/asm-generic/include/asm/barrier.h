/* SPDX-License-Identifier: MIT */
#ifndef ASM_GENERIC_BARRIER_H
#define ASM_GENERIC_BARRIER_H

/* Keep the compiler from moving memory accesses across. */
#define barrier() __asm__ volatile("" ::: "memory")

/*
 * Two values from neighbouring words that will both be wanted: machines that load two
 * words at once override this to have them at the same time.
 */
#ifndef load_pair
#define load_pair(a, b) ((void)(a), (void)(b))
#endif

#endif
