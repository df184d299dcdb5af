/* SPDX-License-Identifier: MIT */
/* ARMv6-M has no CLZ. */
#ifndef ASM_ARM_BITOPS_H
#define ASM_ARM_BITOPS_H

#if defined(__ARM_FEATURE_CLZ)
#include_next <asm/bitops.h>
#else
#include <asm/bitops_soft.h>
#endif

#endif
