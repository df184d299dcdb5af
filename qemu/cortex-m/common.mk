# SPDX-License-Identifier: MIT
# What the Cortex-M boards have in common.
board-objs := qemu/image/image.o qemu/image/semihost.o \
	qemu/cortex-m/start.o qemu/cortex-m/cost.o qemu/cortex-m/ticks.o
# For programs that include qemu/image/interrupt.h.
interrupt-objs := qemu/cortex-m/interrupt.o
