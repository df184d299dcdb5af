# SPDX-License-Identifier: MIT
# The machine at hand.
include qemu/hosted/common.mk
