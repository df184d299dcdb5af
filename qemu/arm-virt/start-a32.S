/* SPDX-License-Identifier: MIT */
/* Start, exceptions, semihosting and PSCI of Armv7-A (supervisor mode). */
	.arch_extension virt
	.arm

	.macro core_number reg
	mrc	p15, 0, \reg, c0, c0, 5	/* MPIDR */
	and	\reg, \reg, #0xff
	.endm

	/* sp = the calling core's, empty; r12 = its distance from core 0's */
	.macro own_stack
	core_number r12
	ldr	sp, =__stack1_bottom
	ldr	lr, =__stack_bottom
	sub	sp, sp, lr
	mul	r12, sp, r12
	ldr	sp, =__stack_top
	add	sp, sp, r12
	.endm

	.section .start, "ax"
	.global _start, board_start
_start:
board_start:
	own_stack
	adr	r0, vectors
	mcr	p15, 0, r0, c12, c0, 0	/* VBAR */
	core_number r4
	cmp	r4, #0
	bne	2f

	ldr	r0, =__bss_start
	ldr	r1, =__bss_end
	mov	r2, #0
1:	cmp	r0, r1
	strlo	r2, [r0], #4
	blo	1b
	bl	board_make_tables
	dsb

	/* MMU and caches on; the same tables for both cores. */
2:	ldr	r0, =0x0000ff00		/* attribute 1: write-back; 0: device */
	mcr	p15, 0, r0, c10, c2, 0	/* MAIR0 */
	ldr	r0, =board_level1
	mov	r1, #0
	mcrr	p15, 0, r0, r1, c2	/* TTBR0 */
	ldr	r0, =0x80803500		/* EAE, no TTBR1, shared write-back walks */
	mcr	p15, 0, r0, c2, c0, 2	/* TTBCR */
	mcr	p15, 0, r0, c8, c7, 0	/* TLBIALL */
	mcr	p15, 0, r0, c7, c5, 0	/* ICIALLU */
	dsb
	isb
	mrc	p15, 0, r0, c1, c0, 0	/* SCTLR */
	ldr	r1, =0x1005		/* I, C, M */
	orr	r0, r0, r1
	mcr	p15, 0, r0, c1, c0, 0
	isb
	cmp	r4, #0
	beq	image_start
	bl	board_core_run
3:	wfi
	b	3b
	.ltorg

	/* pc: what the exception's lr is ahead of the instruction */
	.macro report cause, ahead
	sub	r0, lr, #\ahead
	mov	r2, #\cause
	b	fault
	.endm

	.balign	32
vectors:
	b	.
	b	undefined
	b	supervisor
	b	prefetch_abort
	b	data_abort
	b	.
	b	interrupt
	b	interrupt

undefined:
	report	1, 4
supervisor:
	report	2, 4
prefetch_abort:
	report	3, 4
data_abort:
	report	4, 8
interrupt:
	report	6, 4

	/* The stack may be what is wrong: the report gets a fresh one. */
fault:
	cps	#0x13
	mov	r1, lr
	own_stack
	cmp	r2, #4
	bne	image_fault
	mrc	p15, 0, r3, c6, c0, 0	/* DFAR */
	sub	r3, r3, r12
	ldr	r12, =__stack_guard
	cmp	r3, r12
	blo	image_fault
	ldr	r12, =__stack_bottom
	cmp	r3, r12
	blo	image_stack_overflow
	b	image_fault
	.ltorg

/* intptr_t board_semihost(operation, arg) */
	.text
	.global board_semihost
board_semihost:
	push	{r4, lr}		/* svc writes lr, as far as it is an exception */
	svc	0x123456
	pop	{r4, pc}

/* int board_psci(function, core, entry, context) */
	.global board_psci
board_psci:
	hvc	#0
	bx	lr

/* unsigned int image_core(void) */
	.global image_core
image_core:
	core_number r0
	bx	lr
