/* SPDX-License-Identifier: MIT */
/*
 * What C cannot say of a switch. ARMv6-M's instructions, which all have: store
 * multiple takes r0-r7 only, so that r8-r11 go through r4-r7.
 *
 * The processor itself saves and restores r0-r3, r12, lr, pc and xpsr on the
 * process stack, and drops the reservation of an exclusive load: a store
 * exclusive that a switch has parted from its load fails.
 */
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
 * void sched_use_stacks(handlers): the caller goes on with the stack that it has,
 * as process stack; interrupts get the one that ends at @handlers. An interrupt
 * between any two of these instructions finds room on either.
 */
	function sched_use_stacks
	mov	r1, sp
	msr	msp, r0
	msr	psp, r1
	movs	r2, #2			/* CONTROL.SPSEL */
	msr	control, r2
	isb
	bx	lr

/* PendSV: from the task that was interrupted to the one that sched_next() names. */
	function board_pendsv
	mrs	r0, psp
	subs	r0, #32
	mov	r1, r0
	stmia	r1!, {r4-r7}
	mov	r4, r8
	mov	r5, r9
	mov	r6, r10
	mov	r7, r11
	stmia	r1!, {r4-r7}
	push	{r0, lr}		/* two words: the stack stays aligned */
	bl	sched_next		/* its frame in, the next one's out */
	adds	r0, #16
	ldmia	r0!, {r4-r7}
	mov	r8, r4
	mov	r9, r5
	mov	r10, r6
	mov	r11, r7
	msr	psp, r0
	subs	r0, #32
	ldmia	r0!, {r4-r7}
	pop	{r0, pc}		/* EXC_RETURN: thread mode, process stack */
