# SPDX-License-Identifier: MIT

## hakmem: make [TARGET] [VARIABLE=VALUE]...
##
##   ARCH=x86 arm arm64 riscv    machine to build for; default: this one
##   CPU=cortex-m3 ...           which of it: native (x86); cortex-m0 -m0plus -m3 -m4
##                               -m7 -m33 -m55 -a15; rv32imc rv32imac rv64gc
##   BITS=32                     32-bit code (x86)
##   PROFILE=fast balanced       what to favour; default: fast
##           compact tiny bounded
##   CONFIG="SYMBOL=VALUE ..."   Kconfig symbols on top of the profile
##   CC=gcc clang                compiler
##   OPT=-O2 -Os                 optimisation
##   CROSS_COMPILE= KCFLAGS=     prefix of the tools, further compiler flags
##   SAN=address thread          sanitizers (x86)
##   O=DIR                       output folder; default: build/ARCH-CPU-PROFILE...
##   V=1                         show commands
##   NO_INSTALL=1                name what is missing instead of installing it

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := library

# Empty unless the caller said something: then an existing .config decides.
profile-given := $(PROFILE)
config-given  := $(CONFIG)
opt-given     := $(OPT)

include scripts/Makefile.toolchain

profile := $(or $(profile-given),fast)
O ?= build/$(label)-$(profile)$(suffix)

setup := @scripts/setup

# $(call kconfig,profile,overrides): make O/.config and what follows from it.
kconfig = $(Q)PROFILE='$1' CONFIG='$2' FRAGMENTS='$(fragments)' scripts/kconfig '$(O)'
# Runs in O: the tool leaves files in the folder that it is started from.
in-O    = $(Q)cd '$(O)' && srctree='$(CURDIR)'

##
##Building
library: configure ## O/libhakmem.a; the last line printed is its size
	$(Q)$(MAKE) -f scripts/Makefile.build O='$(O)'

configure:
	$(setup) $(tools)
	$(call kconfig,$(profile-given),$(config-given))

clean: ## remove build/
	rm -rf build

setup: ## install every tool that any target needs (scripts/packages.txt)
	$(setup)

help: ## this text
	@awk -F ':.*## ' '/^##/ { sub(/^## ?/, ""); print; next } \
		/^[a-z].*:.*## / { printf "  %-18s %s\n", $$1, $$2 }' Makefile

##
##Configuration, in O/.config
defconfig: ## start anew from PROFILE
	$(setup) $(tools)
	$(call kconfig,$(profile),$(config-given))

fast_defconfig: ## start anew from configs/fast_defconfig
balanced_defconfig: ## start anew from configs/balanced_defconfig
compact_defconfig: ## start anew from configs/compact_defconfig
tiny_defconfig: ## start anew from configs/tiny_defconfig
bounded_defconfig: ## start anew from configs/bounded_defconfig
fast_defconfig balanced_defconfig compact_defconfig tiny_defconfig bounded_defconfig: %_defconfig:
	$(setup) $(tools)
	$(call kconfig,$*)

menuconfig: configure ## edit in menus; later builds with the same O keep it
	$(setup) kconfig-mconf
	$(in-O) kconfig-mconf '$(CURDIR)/Kconfig'

oldconfig: configure ## ask for symbols that are new since
	$(in-O) kconfig-conf --oldconfig '$(CURDIR)/Kconfig'

savedefconfig: configure ## write what differs from the defaults to O/defconfig
	$(in-O) kconfig-conf --savedefconfig=defconfig '$(CURDIR)/Kconfig'

preload: ## malloc() for any program: the path of build/preload/libhakmem-preload.so
	$(setup) build
	$(Q)$(MAKE) -f ports/preload/Makefile

##
##Checking
test: ## everything, on host and boards; TEST=TEXT: suites with it in their name
	$(setup)
	$(Q)scripts/test.py $(TEST)

test-long: ## the same with all builds and larger bounds, two hours on two cores
	$(setup)
	$(Q)scripts/test.py --long $(TEST)

preload-check: ## real programs on libhakmem-preload.so must write what they always do
	$(setup)
	$(Q)scripts/preload.py check $(PROGRAMS)

check: check-includes check-config check-freestanding check-masking check-order check-builds ## the checks that run no code

check-mc: ## all interleavings of small scenes on kernel/'s code; VARIANT= ARGS=--long
	$(setup) build python3
	$(Q)$(MAKE) -f tests/mc/Makefile run

check-mutants: ## does check-mc catch the seeded bugs of tests/mutants?
	$(setup) build python3
	$(Q)tests/mc/mutants.py

check-sweep: ## an interrupt at each instruction, on BOARD=; PAIRS=1000: two of them, more
	$(setup) build target qemu python3
	$(Q)tests/sweep/sweep.py $(or $(BOARD),mps2-an385) $(PAIRS:%=--pairs %)

check-includes: ## who may include whom; no #if inside functions
	$(setup) python3
	$(Q)scripts/check-includes

check-config: ## the symbols of Kconfig are those of the sources
	$(Q)scripts/check-config

check-freestanding: ## link the whole library with nothing else, on every target
	$(setup) build target
	$(Q)scripts/check-freestanding $(if $(ALL),--all)

check-masking: ## when the code of each target masks interrupts, and how long
	$(setup) build target
	$(Q)scripts/check-masking $(if $(ALL),--all)

check-order: ## in which order the code of each target writes a page's lists
	$(setup) build target
	$(Q)scripts/check-order

check-models: ## verify the models of the protocol exhaustively (tests/spin)
	$(setup) python3 gcc spin
	$(Q)scripts/check-models

check-builds: ## build without warnings, gcc and clang, all options
	$(setup) build target test
	$(Q)scripts/check-builds

size: ## code and RAM of init, malloc and free on small cores; FUNCTIONS=1 SAVE=1 AGAINST=1 (or FILE) WRITE=1
	$(setup) build target
	$(Q)scripts/size $(call option,save,$(SAVE)) $(call option,against,$(AGAINST)) \
		$(if $(FUNCTIONS),--functions) $(if $(WRITE),--write)

##
##Boards, in QEMU; BOARD=mps2-an385 microbit ... (folders of qemu/), ARENA=BYTES
option  = $(if $2,--$1='$2')
options = $(call option,board,$(BOARD)) $(call option,arena,$(ARENA)) \
	  $(call option,profile,$(profile-given)) $(call option,opt,$(opt-given))

qemu: ## a demonstration: replay the recorded traces on a board
	$(setup) python3 xz qemu
	$(Q)scripts/qemu-demo.py $(options)

replay: ## replay TRACE= on a board
	$(setup) python3 xz qemu
	$(Q)scripts/replay.py $(options) $(TRACE)

min-arena: ## smallest arena for each of TRACES=, each profile or PROFILE=, and what fills it
	$(setup) python3 xz
	$(Q)scripts/min-arena.py $(options) $(TRACES)

curve: ## memory against speed between the profiles; SETTINGS="fast HAKMEM_CARVE_BLOCKS=1, compact"
	$(setup) python3 xz qemu
	$(Q)scripts/curve.py $(if $(SETTINGS),--settings="$(SETTINGS)")

payload: ## bytes of blocks that 8 KB and 32 KB really hold, beside C libraries; WRITE=1
	$(setup) python3 qemu target-peers
	$(Q)scripts/payload.py $(options) $(if $(WRITE),--write)

bench-target: ## instructions of malloc and free on a board, beside C libraries; BOARD=all WRITE=1
	$(setup) python3 qemu target-peers
	$(Q)scripts/bench-target.py $(options) $(if $(WRITE),--write)

stack: ## bytes of stack that each call takes at most, by core; SHOW=1: the way there; WRITE=1
	$(setup) build target python3
	$(Q)scripts/stack.py $(options) $(if $(SHOW),--path) $(if $(WRITE),--write)

wcet: ## the dearest calls on a board, by path, beside their bounds; BOARD=all QUICK=1 WRITE=1 REGIONS=8 HEAPS=8
	$(setup) python3 xz qemu
	$(Q)scripts/wcet.py $(options) $(if $(WRITE),--write) $(if $(QUICK),--quick) \
		$(call option,regions,$(REGIONS)) \
		$(call option,heaps,$(HEAPS))

delays: ## by how much an interrupt makes a call longer, by kind of call; BOARD=all PROFILE= WRITE=1
	$(setup) python3 qemu
	$(Q)scripts/delays.py $(options) $(if $(WRITE),--write)

wcet-fuzz: ## search for dearer calls; ROUNDS=2000 SEED=1 RUNS=10 ARENA=8192 PLAY=PROGRAM WRITE=1
	$(setup) python3 qemu
	$(Q)scripts/wcet.py $(options) --fuzz=$(or $(ROUNDS),2000) $(call option,seed,$(SEED)) \
		$(call option,runs,$(RUNS)) $(call option,play,$(PLAY)) $(if $(WRITE),--write)

bench-phases: ## what each phase brings, beside the plan; BENCH=TEXT WHAT=time,count RUNS=9
	$(setup) build bench target qemu python3 valgrind
	$(Q)scripts/bench-phases.py $(call option,profile,$(profile-given)) \
		$(call option,opt,$(opt-given)) $(call option,bench,$(BENCH)) \
		$(call option,what,$(WHAT)) $(call option,runs,$(RUNS))

bench: ## beside other allocators, on this machine; BENCH=TEXT WHAT=count RUNS=9 PEERS=LIB.so
	$(setup) build bench target qemu python3 valgrind xz
	$(Q)scripts/bench.py $(call option,profile,$(profile-given)) \
		$(call option,opt,$(opt-given)) $(call option,bench,$(BENCH)) \
		$(call option,what,$(WHAT)) $(call option,runs,$(RUNS)) \
		$(call option,peers,$(PEERS))

arena-map: ## what lies in the arena while TRACES= run, for make report
	$(setup) python3 xz
	$(Q)scripts/arena-map.py $(options) $(TRACES)

report: ## build/report.html: charts of all results; RUN=1 what is missing RUN=all anew, quickly; WRITE=1 README's
	$(setup) python3
	$(Q)scripts/report.py $(call option,run,$(RUN)) $(if $(WRITE),--write)

bench-preload: ## the same programs on other allocators; PROGRAMS="git ..." PEERS=LIB.so
	$(setup)
	$(Q)scripts/preload.py bench $(call option,rounds,$(ROUNDS)) \
		$(foreach lib,$(PEERS),--peer='$(lib)') $(PROGRAMS)

.PHONY: library preload preload-check bench-preload configure clean setup help defconfig fast_defconfig \
	balanced_defconfig compact_defconfig tiny_defconfig bounded_defconfig menuconfig oldconfig savedefconfig test test-long check \
	check-includes check-config check-freestanding check-masking check-order check-models \
	check-builds check-mc check-mutants check-sweep size qemu \
	replay min-arena curve bench-target bench bench-phases wcet delays payload \
	wcet-fuzz arena-map report stack
