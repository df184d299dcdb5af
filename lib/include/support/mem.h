/* SPDX-License-Identifier: MIT */
/*
 * The functions of <string.h> that programs may use: lib/mem.c brings them for
 * the boards, libc on the host. gcc may call the first four on its own.
 */
#ifndef SUPPORT_MEM_H
#define SUPPORT_MEM_H

#include <stddef.h>

void *memcpy(void *restrict dst, const void *restrict src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);

#endif /* SUPPORT_MEM_H */
