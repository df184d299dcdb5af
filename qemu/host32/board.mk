# SPDX-License-Identifier: MIT
# The machine at hand, 32-bit code.
include qemu/hosted/common.mk
BITS := 32
