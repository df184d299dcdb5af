# SPDX-License-Identifier: MIT
# The machine at hand, 32-bit code. A 64-bit kernel may be built or started without support
# for it: where the loader of such programs does not run, they are emulated.
include qemu/hosted/common.mk
BITS := 32
loader := /lib/ld-linux.so.2
emulator := qemu-i386
