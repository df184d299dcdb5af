/* SPDX-License-Identifier: MIT */
/* Start, traps and semihosting of the RISC-V boards (machine mode). */

	/* t1 = distance of the calling hart's stack from that of hart 0. */
	.macro stack_distance
	csrr	t1, mhartid
#if BOARD_CORES > 1
	beqz	t1, 9f
	la	t1, __stack1_top
	la	t2, __stack_top
	sub	t1, t1, t2
9:
#else
	li	t1, 0
#endif
	.endm

	.section .start, "ax"
	.global _start
_start:
	csrr	t0, mhartid
	li	t1, BOARD_CORES
	bgeu	t0, t1, park
	la	t0, board_trap_fault
	csrw	mtvec, t0

	/* No access to the guard page: a stack that overflows traps. */
	stack_distance
	la	t0, __stack_guard
	add	t0, t0, t1
	srli	t0, t0, 2
	ori	t0, t0, 0x1ff		/* 4 KB, naturally aligned */
	csrw	pmpaddr0, t0
	li	t0, 0x98		/* locked, so for machine mode, too; NAPOT */
	csrw	pmpcfg0, t0

	la	sp, __stack_top
	add	sp, sp, t1
#if BOARD_CORES > 1
	bnez	t1, further_hart
#endif
	la	t0, __bss_start
	la	t1, __bss_end
1:	bgeu	t0, t1, 2f
	sw	zero, (t0)
	addi	t0, t0, 4
	j	1b
2:	tail	image_start

#if BOARD_CORES > 1
further_hart:
	li	t0, 8
	csrw	mie, t0			/* software interrupts end its sleep */
1:	call	board_core_wait
	call	image_core_run
	j	1b
#endif

park:	wfi
	j	park

	/* The stack may be what is wrong: the report gets a fresh one. */
	.balign	4
	.global board_trap_fault
board_trap_fault:
	stack_distance
	la	sp, __stack_top
	add	sp, sp, t1
	csrr	a0, mepc
	mv	a1, ra
	csrr	a2, mcause
	csrr	t2, mtval
	sub	t2, t2, t1
	la	t0, __stack_guard
	la	t1, __stack_bottom
	bltu	t2, t0, 1f
	bgeu	t2, t1, 1f
	tail	image_stack_overflow
1:	tail	image_fault

/* intptr_t board_semihost(operation, arg): the three must lie in one page. */
	.text
	.global board_semihost
	.balign	16
board_semihost:
	.option push
	.option norvc
	slli	x0, x0, 0x1f
	ebreak
	srai	x0, x0, 7
	.option pop
	ret
