# SPDX-License-Identifier: MIT
# Arm MPS2 with a Cortex-M3 at 25 MHz: 4 MB ZBT RAM each for code and data, and
# 16 MB PSRAM.
# Lines "name := value" without references: qemu/run reads them, too.
ARCH := arm
CPU := cortex-m3
qemu := qemu-system-arm -M mps2-an385
blob := 0x21000000
blob-space := 0x1000000
tick-half-ns := 80
cmdline := 512
include qemu/cortex-m/common.mk
