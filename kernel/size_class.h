/* SPDX-License-Identifier: MIT */
/* From sizes to classes and back: layout of the classes in types.h. */
#ifndef KERNEL_SIZE_CLASS_H
#define KERNEL_SIZE_CLASS_H

#include <asm/bitops.h>
#include "types.h"

#define LINEAR_SHIFT (ALIGN_SHIFT + 3u) /* log2 of LINEAR_MAX */

/* Class that serves @size bytes, 0 to CLASS_MAX. */
static inline unsigned int size_class(size_t size)
{
	size_t last = size - 1;
	unsigned int bit;

	if (size <= LINEAR_MAX)
		return size ? (unsigned int)(last >> ALIGN_SHIFT) : 0;
	bit = highest_bit(last);
	return CLASS_LINEAR + ((bit - LINEAR_SHIFT) << 2) +
	       (unsigned int)(last >> (bit - 2) & 3);
}

/* Bytes a block of @class. */
size_t class_size(unsigned int class);

/* @bytes / @size, rounded down, for a class's size: see size_class.c. */
size_t class_divide(size_t bytes, size_t size);

#endif
