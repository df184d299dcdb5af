/* SPDX-License-Identifier: MIT */
#ifndef ASM_GENERIC_PREFETCH_H
#define ASM_GENERIC_PREFETCH_H

/*
 * @p, any address, will soon be written to: a hint, which never faults. Nothing here:
 * most microcontrollers have no cache, or no such instruction.
 */
#define prefetchw(p) ((void)(p))

#endif
