# SPDX-License-Identifier: MIT
# Arm MPS2+ with a Cortex-M33 at 20 MHz, all in its secure state: 4 MB RAM each
# for code and data, and 16 MB PSRAM.
# Lines "name := value" without references: qemu/run reads them, too.
ARCH := arm
CPU := cortex-m33
qemu := qemu-system-arm -M mps2-an505
blob := 0x80000000
blob-space := 0x1000000
tick-half-ns := 100
cmdline := 512
include qemu/cortex-m/common.mk
