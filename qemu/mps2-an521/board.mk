# SPDX-License-Identifier: MIT
# Arm MPS2+ with two Cortex-M33 at 20 MHz (an SSE-200), both in their secure state:
# 4 MB RAM each for code and data, and 16 MB PSRAM.
# Lines "name := value" without references: qemu/run reads them, too.
ARCH := arm
CPU := cortex-m33
qemu := qemu-system-arm -M mps2-an521
cores := 2
blob := 0x80000000
blob-space := 0x1000000
tick-half-ns := 100
cmdline := 512
include qemu/cortex-m/common.mk
board-objs += qemu/cortex-m/sse200.o
