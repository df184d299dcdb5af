# SPDX-License-Identifier: MIT
# BBC micro:bit: Nordic nRF51, a Cortex-M0 at 16 MHz, 256 KB flash, 16 KB RAM.
# Lines "name := value" without references: qemu/run reads them, too.
ARCH := arm
CPU := cortex-m0
qemu := qemu-system-arm -M microbit
blob := 0
blob-space := 0x1000000
tick-half-ns := 125
cmdline := 128
include qemu/cortex-m/common.mk
