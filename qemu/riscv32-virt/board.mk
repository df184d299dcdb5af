# SPDX-License-Identifier: MIT
# QEMU's virtual board, 32-bit RISC-V without firmware: 32 MB RAM for the image,
# 16 MB for the data file; QEMU's device tree lies at the end of the last 16 MB.
# Lines "name := value" without references: qemu/run reads them, too.
ARCH := riscv
CPU := rv32imac
qemu := qemu-system-riscv32 -M virt -bios none -m 64M
blob := 0x82000000
blob-space := 0x1000000
cmdline := 512
include qemu/riscv/common.mk
