# SPDX-License-Identifier: MIT
# Code for a Cortex-M0 (ARMv6-M) on the MPS2 board, whose Cortex-M3 executes it: the
# same instructions in the same number, with more memory than the microbit has.
# Lines "name := value" without references: qemu/run reads them, too.
ARCH := arm
CPU := cortex-m0
qemu := qemu-system-arm -M mps2-an385
blob := 0x21000000
blob-space := 0x1000000
tick-half-ns := 80
cmdline := 512
include qemu/cortex-m/common.mk
