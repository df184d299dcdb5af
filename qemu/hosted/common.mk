# SPDX-License-Identifier: MIT
# What the host's boards have in common: libc below the same interface.
ARCH := x86
board-objs := qemu/hosted/hosted.o qemu/hosted/smp.o
