/* SPDX-License-Identifier: MIT */
/*
 * loop: no workload, but a check of the counting. A cycle is two instructions, one of
 * them a conditional branch; and rounds times, one locked instruction and two others.
 */
#include "bench.h"

static __measured void measured_loop(struct bench *bench)
{
	unsigned long n = bench->cycles, locked = bench->rounds, word = 0, zero = 0;

	__asm__ volatile(
		"1: dec %[n]\n\t"
		"jnz 1b\n\t"
		"2: lock xadd %[zero], %[word]\n\t"
		"dec %[locked]\n\t"
		"jnz 2b"
		: [n] "+r"(n), [locked] "+r"(locked), [word] "+m"(word), [zero] "+r"(zero)
		:
		: "cc");
}

static void nothing(struct bench *bench)
{
	(void)bench;
}

const struct kind kind_loop = { nothing, measured_loop, nothing };
