# SPDX-License-Identifier: MIT
# What the RISC-V boards have in common.
board-objs := qemu/image/image.o qemu/image/semihost.o \
	qemu/riscv/start.o qemu/riscv/cost.o qemu/riscv/readings.o \
	$(if $(cores),qemu/riscv/smp.o)
# For programs that include qemu/image/interrupt.h.
interrupt-objs := qemu/riscv/interrupt.o qemu/riscv/trap.o
