/* SPDX-License-Identifier: MIT */
/* What a task sees of a switch: nothing. Instructions of ARMv6-M, where it matters. */
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

	/* r1 to r12 and lr: r0 and the register's number */
	.macro fill
	.irp	n, 8, 9, 10, 11, 12
	adds	r1, r0, #4
	adds	r1, #\n - 4
	mov	r\n, r1
	.endr
	adds	r1, #2
	mov	lr, r1
	.irp	n, 1, 2, 3, 4, 5, 6, 7
	adds	r\n, r0, #\n
	.endr
	.endm

	/* who finds a difference before or in here goes to 9f, which is in reach */
	.macro check
	.irp	n, 1, 2, 3, 4, 5, 6, 7
	subs	r\n, r\n, r0
	cmp	r\n, #\n
	bne	9f
	.endr
	.irp	n, 8, 9, 10, 11, 12
	mov	r1, r\n
	subs	r1, r1, r0
	cmp	r1, #\n
	bne	9f
	.endr
	mov	r1, lr
	subs	r1, r1, r0
	cmp	r1, #14
	bne	9f
	ldr	r1, [sp]
	cmp	r1, r0
	bne	9f
	b	8f
9:	b	registers_differ
8:
	.endm

/*
 * uint32_t registers_hold(uint32_t pattern): 1 if all registers and flags keep what
 * was put into them. From registers_from to registers_to no register but sp is
 * needed for anything else.
 */
	.global	registers_from, registers_to
	function registers_hold
	push	{r4-r7, lr}
	mov	r4, r8
	mov	r5, r9
	mov	r6, r10
	mov	r7, r11
	push	{r4-r7}
	push	{r0, r1}
registers_from:
	fill
	cmp	r0, r0			/* n Z C v */
	nop
	nop
	bne	9f
	bcc	9f
	bmi	9f
	bvs	9f
	check
	fill
	ldr	r1, =0x7fffffff
	adds	r1, #1			/* N z c V */
	nop
	nop
	beq	9f
	bcs	9f
	bpl	9f
	bvc	9f
	adds	r1, r0, #1
	check
#if __ARM_ARCH >= 7
	fill
	cmp	r0, r0
	itete	eq
	addeq	r1, r1, #0
	addne	r1, r1, #1
	addeq	r2, r2, #0
	addne	r2, r2, #1
	check
#endif
	movs	r0, #1
	b	1f
registers_differ:
	movs	r0, #0
1:
registers_to:
	add	sp, #8
	pop	{r4-r7}
	mov	r8, r4
	mov	r9, r5
	mov	r10, r6
	mov	r11, r7
	pop	{r4-r7, pc}
	.ltorg

#if __ARM_FEATURE_LDREX & 4
/*
 * uint32_t exclusive_store(uint32_t *word): what the store exclusive says, 0 if it
 * has stored. exclusive_from and exclusive_to: a switch before one of these
 * instructions parts it from its load.
 */
	.global	exclusive_from, exclusive_to
	function exclusive_store
	ldrex	r1, [r0]
exclusive_from:
	adds	r1, #1
	nop
exclusive_to:
	strex	r2, r1, [r0]
	mov	r0, r2
	bx	lr
#endif
