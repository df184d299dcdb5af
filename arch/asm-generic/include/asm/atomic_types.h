/* SPDX-License-Identifier: MIT */
/* A word that contexts share. The struct keeps plain accesses from compiling. */
#ifndef ASM_GENERIC_ATOMIC_TYPES_H
#define ASM_GENERIC_ATOMIC_TYPES_H

/* At -Os compilers call functions of one instruction where many callers share them. */
#ifndef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#endif

struct atomic_word {
	unsigned long value;
};

#define ATOMIC_INIT(v) { (v) }

#endif
