# SPDX-License-Identifier: MIT
# As riscv32-virt, with two 64-bit harts.
# Lines "name := value" without references: qemu/run reads them, too.
ARCH := riscv
CPU := rv64gc
qemu := qemu-system-riscv64 -M virt -smp 2 -bios none -m 64M
cores := 2
blob := 0x82000000
blob-space := 0x1000000
cmdline := 512
include qemu/riscv/common.mk
