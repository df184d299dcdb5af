/* SPDX-License-Identifier: MIT */
	.arm

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
	push	{r4-r8, lr}
	mov	r4, r0
	mov	r5, r3
	mov	r0, r1
	mov	r1, r2
	mrrc	p15, 1, r6, r7, c14	/* CNTVCT */
	blx	r4
	mrrc	p15, 1, r2, r3, c14
	str	r0, [r5]
	subs	r0, r2, r6
	sbc	r1, r3, r7
	pop	{r4-r8, pc}

	function board_probe_1
	bx	lr

	function board_probe_10
	push	{r4, lr}
	sub	sp, sp, #16
	mov	r1, sp
	str	r0, [r1]
	ldr	r0, [r1]
	ldmia	r1!, {r2, r3}
	mov	r1, sp
	stmia	r1!, {r2, r3}
	add	sp, sp, #16
	pop	{r4, pc}

	function board_probe_11
	.rept	10
	nop
	.endr
	bx	lr

	function board_probe_loop
1:	subs	r0, r0, #1
	bne	1b
	bx	lr
