# SPDX-License-Identifier: MIT
# QEMU's virtual board with two Cortex-A53: 32 MB RAM for the image, 16 MB for the
# data file.
# Lines "name := value" without references: qemu/run reads them, too.
ARCH := arm64
CPU := generic
qemu := qemu-system-aarch64 -M virt -cpu cortex-a53 -smp 2 -m 64M -nic none
cores := 2
blob := 0x42000000
blob-space := 0x1000000
cmdline := 512
state := a64
include qemu/arm-virt/common.mk
