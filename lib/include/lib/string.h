/* SPDX-License-Identifier: MIT */
/* Memory functions of the library's own: no libc, and no names that clash with one. */
#ifndef LIB_STRING_H
#define LIB_STRING_H

#include <stddef.h>

/* The linker's names: the library takes none from the program (kernel/names.h). */
#define mem_zero hakmem__mem_zero
#define mem_copy hakmem__mem_copy

/*
 * Zero @size bytes at @p, a multiple of the word size, aligned to it.
 * O(size), one store a word.
 */
void mem_zero(void *p, size_t size);

/*
 * Copy @size bytes from @from to @to, a multiple of the word size; both aligned
 * to it, not overlapping. O(size), one load and store a word.
 */
void mem_copy(void *to, const void *from, size_t size);

#endif
