/* SPDX-License-Identifier: MIT */
	.syntax unified
	.thumb

	.macro function name
	.section .text.\name, "ax"
	.global \name
	.type \name, %function
	.thumb_func
	.balign 4
\name:
	.endm

/*
 * uint32_t board_ticks(fn, a, b, result): ticks between two readings of SysTick,
 * which counts down. Between the readings: the call, @fn, the second reading.
 */
	function board_ticks
	push	{r4-r7, lr}
	mov	r4, r0
	mov	r5, r3
	mov	r0, r1
	mov	r1, r2
	ldr	r6, =0xe000e018		/* SYST_CVR */
	ldr	r7, [r6]
	blx	r4
	ldr	r6, [r6]
	str	r0, [r5]
	subs	r0, r7, r6
	lsls	r0, r0, #8		/* the counter has 24 bits */
	lsrs	r0, r0, #8
	pop	{r4-r7, pc}
	.ltorg

	function board_probe_1
	bx	lr

	function board_probe_10
	push	{r4, lr}
	sub	sp, #16
	mov	r1, sp
	str	r0, [r1]
	ldr	r0, [r1]
	ldmia	r1!, {r2, r3}
	mov	r1, sp
	stmia	r1!, {r2, r3}
	add	sp, #16
	pop	{r4, pc}

	function board_probe_11
	.rept	10
	nop
	.endr
	bx	lr

	function board_probe_loop
1:	subs	r0, #1
	bne	1b
	bx	lr
