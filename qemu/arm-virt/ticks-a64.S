/* SPDX-License-Identifier: MIT */

	.macro function name
	.section .text.\name, "ax"
	.global \name
	.type \name, %function
	.balign 4
\name:
	.endm

/*
 * uint64_t board_ticks(fn, a, b, result): ticks between two readings of the counter.
 * Between the readings: the call, @fn, the second reading.
 */
	function board_ticks
	stp	x29, x30, [sp, #-32]!
	stp	x19, x20, [sp, #16]
	mov	x9, x0
	mov	x19, x3
	mov	x0, x1
	mov	x1, x2
	mrs	x20, cntvct_el0
	blr	x9
	mrs	x2, cntvct_el0
	str	x0, [x19]
	sub	x0, x2, x20
	ldp	x19, x20, [sp, #16]
	ldp	x29, x30, [sp], #32
	ret

	function board_probe_1
	ret

	function board_probe_10
	stp	x29, x30, [sp, #-32]!
	str	x0, [sp, #16]
	mov	x1, sp
	ldr	x0, [x1, #16]
	ldp	x2, x3, [sp]
	mul	x2, x2, x3
	stp	x2, x3, [sp, #16]
	mov	x0, #0
	ldp	x29, x30, [sp], #32
	ret

	function board_probe_11
	.rept	10
	nop
	.endr
	ret

	function board_probe_loop
1:	subs	x0, x0, #1
	b.ne	1b
	ret
