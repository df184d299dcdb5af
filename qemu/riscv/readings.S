/* SPDX-License-Identifier: MIT */

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
	addi	sp, sp, -32
	sw	ra, 28(sp)
	sw	s0, 24(sp)
	sw	s1, 20(sp)
	sw	s2, 16(sp)
	sw	s3, 12(sp)
	sw	s4, 8(sp)
	mv	t0, a0
	mv	s0, a3
	mv	s1, a4
	mv	a0, a1
	mv	a1, a2

	csrr	s2, minstreth
	csrr	s3, minstret
	csrr	s4, minstreth
	jalr	t0
	csrr	t0, minstreth
	csrr	t1, minstret
	csrr	t2, minstreth

	sw	s2, 0(s0)
	sw	s3, 4(s0)
	sw	s4, 8(s0)
	sw	t0, 0(s1)
	sw	t1, 4(s1)
	sw	t2, 8(s1)
	lw	s4, 8(sp)
	lw	s3, 12(sp)
	lw	s2, 16(sp)
	lw	s1, 20(sp)
	lw	s0, 24(sp)
	lw	ra, 28(sp)
	addi	sp, sp, 32
	ret

	function board_probe_1
	ret

	function board_probe_10
	addi	sp, sp, -16
	sw	a0, (sp)
	sw	ra, 4(sp)
	lw	a0, (sp)
	lw	ra, 4(sp)
	lb	a1, (sp)
	mul	a1, a1, a0
	sb	a1, 8(sp)
	addi	sp, sp, 16
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
