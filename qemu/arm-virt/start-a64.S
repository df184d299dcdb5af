/* SPDX-License-Identifier: MIT */
/* Start, exceptions, semihosting and PSCI of AArch64 (EL1). */

	.macro core_number reg
	mrs	\reg, mpidr_el1
	and	\reg, \reg, #0xff
	.endm

	.macro address reg, symbol
	adrp	\reg, \symbol
	add	\reg, \reg, :lo12:\symbol
	.endm

	/* sp = the calling core's, empty; x9 = its distance from core 0's */
	.macro own_stack
	core_number x9
	address	x10, __stack1_bottom
	address	x11, __stack_bottom
	sub	x10, x10, x11
	mul	x9, x9, x10
	address	x10, __stack_top
	add	x10, x10, x9
	mov	sp, x10
	.endm

	.section .start, "ax"
	.global _start, board_start
_start:
board_start:
	own_stack
	address	x0, vectors
	msr	vbar_el1, x0
	core_number x19
	cbnz	x19, 2f

	address	x0, __bss_start
	address	x1, __bss_end
1:	str	xzr, [x0], #8
	cmp	x0, x1
	b.lo	1b
	bl	board_make_tables
	dsb	sy

	/* MMU and caches on; the same tables for both cores. */
2:	mov	x0, #0xff00		/* attribute 1: write-back; 0: device */
	msr	mair_el1, x0
	ldr	x0, =0x803520		/* 4 GB, no TTBR1, shared write-back walks */
	msr	tcr_el1, x0
	address	x0, board_level1
	msr	ttbr0_el1, x0
	tlbi	vmalle1
	ic	iallu
	dsb	sy
	isb
	mrs	x0, sctlr_el1
	ldr	x1, =0x1005		/* I, C, M */
	orr	x0, x0, x1
	msr	sctlr_el1, x0
	isb
	cbz	x19, image_start
	bl	board_core_run
3:	wfi
	b	3b
	.ltorg

	/* Four of each kind; only those of this level and its own stack are used. */
	.balign	0x800
vectors:
	.rept	16
	b	fault
	.balign	0x80
	.endr

	/* The stack may be what is wrong: the report gets a fresh one. */
fault:
	mrs	x0, elr_el1
	mov	x1, x30
	mrs	x2, esr_el1
	lsr	x2, x2, #26
	mrs	x3, far_el1
	own_stack
	cmp	x2, #0x25		/* data abort */
	b.ne	1f
	sub	x3, x3, x9
	address	x10, __stack_guard
	cmp	x3, x10
	b.lo	1f
	address	x10, __stack_bottom
	cmp	x3, x10
	b.lo	2f
1:	b	image_fault
2:	b	image_stack_overflow

/* intptr_t board_semihost(operation, arg) */
	.text
	.balign	4
	.global board_semihost
board_semihost:
	hlt	#0xf000
	ret

/* int board_psci(function, core, entry, context) */
	.global board_psci
board_psci:
	hvc	#0
	ret

/* unsigned int image_core(void) */
	.global image_core
image_core:
	core_number x0
	ret
