/* SPDX-License-Identifier: MIT */
/* Words to the compiler. */
#ifndef KERNEL_COMPILER_H
#define KERNEL_COMPILER_H

#ifdef CONFIG_HAKMEM_HINTS
#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#else
#define likely(x)   (x)
#define unlikely(x) (x)
#endif

#define always_inline inline __attribute__((always_inline))
#define noinline      __attribute__((noinline))

/* Where code is to be small, it is up to the compiler. */
#ifdef __OPTIMIZE_SIZE__
#define inline_if_fast inline
#else
#define inline_if_fast always_inline
#endif

/*
 * Called last, so that the caller's stack is free by then. ARMv6-M has no such calls: there
 * the compiler may inline it.
 */
#if defined(__thumb__) && !defined(__thumb2__)
#define tail_called
#else
#define tail_called noinline
#endif

#ifndef __weak
#define __weak __attribute__((weak))
#endif

/* Let the compiler know nothing of what is in @var (as the Linux kernel calls it). */
#define OPTIMIZER_HIDE_VAR(var) __asm__("" : "+r"(var))

/* Give back the structure that holds @member at @ptr. */
#define container_of(ptr, type, member) \
	((type *)(void *)((char *)(ptr) - offsetof(type, member)))

/*
 * IS_ENABLED(CONFIG_X): 1 when X is y, else 0; an expression, so that both
 * branches are compiled. The trick is the Linux kernel's (linux/kconfig.h):
 * a defined symbol turns into an extra macro argument.
 */
#define IS_ENABLED_ARG_1	   0,
#define IS_ENABLED_PICK(_, v, ...) v
#define IS_ENABLED_(arg)	   IS_ENABLED_PICK(arg 1, 0)
#define IS_ENABLED__(value)	   IS_ENABLED_(IS_ENABLED_ARG_##value)
#define IS_ENABLED(option)	   IS_ENABLED__(option)

/* Was small code asked for, rather than fast code? */
#ifdef __OPTIMIZE_SIZE__
#define OPTIMIZE_SIZE true
#else
#define OPTIMIZE_SIZE false
#endif

#endif
