# SPDX-License-Identifier: MIT
# What QEMU's virtual boards with A-profile cores have in common; state: a32 or a64.
board-objs := qemu/image/image.o qemu/image/semihost.o qemu/arm-virt/start-$(state).o \
	qemu/arm-virt/ticks-$(state).o qemu/arm-virt/cost.o qemu/arm-virt/mmu.o \
	qemu/arm-virt/psci.o
