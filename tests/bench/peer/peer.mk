# SPDX-License-Identifier: MIT
# malloc and free of a C library: PEER=newlib newlib-nano picolibc. For the Kbuild of a
# program, which lists libc.o of this folder.

triple := $(if $(filter riscv,$(ARCH)),riscv64-unknown-elf,arm-none-eabi)
# Extensions that need no library of their own are not in the names of folders.
multi  := $(shell $(cc) $(subst _zicsr,,$(machine)) -print-multi-directory)

libc-newlib      := $(shell $(cc) $(machine) -print-file-name=libc.a)
libc-newlib-nano := $(shell $(cc) $(machine) -print-file-name=libc_nano.a)
libc-picolibc    := /usr/lib/picolibc/$(triple)/lib/$(multi)/libc.a

comma := ,
libc := $(libc-$(PEER))
ifeq ($(wildcard $(libc)),)
$(error PEER=$(PEER): no such library for $(CPU): $(libc))
endif

ccflags-y := -DPEER='"$(PEER)"' $(if $(filter picolibc,$(PEER)),-DPEER_TLS=1)
ldflags-y := -Wl,--start-group $(libc) -lgcc -Wl,--end-group \
	$(if $(filter picolibc,$(PEER)),-Wl$(comma)--wrap=memset) \
	$(if $(filter arm-picolibc,$(ARCH)-$(PEER)),-Wl$(comma)--defsym=__arm32_tls_tcb_offset=8)
