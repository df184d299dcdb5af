/* SPDX-License-Identifier: MIT */
/* Machines with compare-and-swap never mask: there is nothing here to call. */
#ifndef ASM_GENERIC_IRQFLAGS_H
#define ASM_GENERIC_IRQFLAGS_H
#endif
