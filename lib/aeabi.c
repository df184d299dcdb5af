/* SPDX-License-Identifier: MIT */
/*
 * What clang calls on 32-bit ARM in place of mem.c's functions. Compiled without
 * builtins: else these would call themselves.
 */
#include "support/mem.h"

void __aeabi_memcpy(void *dst, const void *src, size_t n);
void __aeabi_memmove(void *dst, const void *src, size_t n);
void __aeabi_memset(void *dst, size_t n, int c);
void __aeabi_memclr(void *dst, size_t n);

void __aeabi_memcpy(void *dst, const void *src, size_t n)
{
	memcpy(dst, src, n);
}

void __aeabi_memmove(void *dst, const void *src, size_t n)
{
	memmove(dst, src, n);
}

void __aeabi_memset(void *dst, size_t n, int c)
{
	memset(dst, c, n);
}

void __aeabi_memclr(void *dst, size_t n)
{
	memset(dst, 0, n);
}

/* The same for memory that is known to be aligned. */
typedef void copy_fn(void *dst, const void *src, size_t n);
typedef void set_fn(void *dst, size_t n, int c);
typedef void clear_fn(void *dst, size_t n);

extern copy_fn __aeabi_memcpy4 __attribute__((alias("__aeabi_memcpy")));
extern copy_fn __aeabi_memcpy8 __attribute__((alias("__aeabi_memcpy")));
extern copy_fn __aeabi_memmove4 __attribute__((alias("__aeabi_memmove")));
extern copy_fn __aeabi_memmove8 __attribute__((alias("__aeabi_memmove")));
extern set_fn __aeabi_memset4 __attribute__((alias("__aeabi_memset")));
extern set_fn __aeabi_memset8 __attribute__((alias("__aeabi_memset")));
extern clear_fn __aeabi_memclr4 __attribute__((alias("__aeabi_memclr")));
extern clear_fn __aeabi_memclr8 __attribute__((alias("__aeabi_memclr")));
