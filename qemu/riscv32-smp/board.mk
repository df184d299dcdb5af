# SPDX-License-Identifier: MIT
# As riscv32-virt, with two harts.
# Lines "name := value" without references: qemu/run reads them, too.
ARCH := riscv
CPU := rv32imac
qemu := qemu-system-riscv32 -M virt -smp 2 -bios none -m 64M
cores := 2
blob := 0x82000000
blob-space := 0x1000000
cmdline := 512
include qemu/riscv/common.mk
