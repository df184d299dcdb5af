/* SPDX-License-Identifier: MIT */

#if __riscv_xlen == 64
#define STORE sd
#define LOAD  ld
#define WORD  8
#else
#define STORE sw
#define LOAD  lw
#define WORD  4
#endif

	/* The upper half of the counter, where that is a register of its own. */
	.macro read_high reg
#if __riscv_xlen == 64
	li	\reg, 0
#else
	csrr	\reg, minstreth
#endif
	.endm

	.macro function name
	.section .text.\name, "ax"
	.global \name
	.type \name, %function
	.balign 4
\name:
	.endm

/*
 * uintptr_t board_readings(fn, a, b, struct reading *before, *after): what @fn
 * returns. From the low half of one reading to that of the other: 2 instructions,
 * @fn, 2 instructions.
 */
	function board_readings
	addi	sp, sp, -8 * WORD
	STORE	ra, 7 * WORD(sp)
	STORE	s0, 6 * WORD(sp)
	STORE	s1, 5 * WORD(sp)
	STORE	s2, 4 * WORD(sp)
	STORE	s3, 3 * WORD(sp)
	STORE	s4, 2 * WORD(sp)
	mv	t0, a0
	mv	s0, a3
	mv	s1, a4
	mv	a0, a1
	mv	a1, a2

	read_high s2
	csrr	s3, minstret
	read_high s4
	jalr	t0
	read_high t0
	csrr	t1, minstret
	read_high t2

	STORE	s2, 0 * WORD(s0)
	STORE	s3, 1 * WORD(s0)
	STORE	s4, 2 * WORD(s0)
	STORE	t0, 0 * WORD(s1)
	STORE	t1, 1 * WORD(s1)
	STORE	t2, 2 * WORD(s1)
	LOAD	s4, 2 * WORD(sp)
	LOAD	s3, 3 * WORD(sp)
	LOAD	s2, 4 * WORD(sp)
	LOAD	s1, 5 * WORD(sp)
	LOAD	s0, 6 * WORD(sp)
	LOAD	ra, 7 * WORD(sp)
	addi	sp, sp, 8 * WORD
	ret

	function board_probe_1
	ret

	function board_probe_10
	addi	sp, sp, -32
	STORE	a0, (sp)
	STORE	ra, WORD(sp)
	LOAD	a0, (sp)
	LOAD	ra, WORD(sp)
	lb	a1, (sp)
	mul	a1, a1, a0
	sb	a1, 16(sp)
	addi	sp, sp, 32
	ret

	function board_probe_11
	.rept	10
	nop
	.endr
	ret

	function board_probe_loop
1:	addi	a0, a0, -1
	bnez	a0, 1b
	ret
