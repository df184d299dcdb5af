/* SPDX-License-Identifier: MIT */
/* A word that contexts share. The struct keeps plain accesses from compiling. */
#ifndef ASM_GENERIC_ATOMIC_TYPES_H
#define ASM_GENERIC_ATOMIC_TYPES_H

struct atomic_word {
	unsigned long value;
};

#define ATOMIC_INIT(v) { (v) }

#endif
