/* SPDX-License-Identifier: MIT */
/* An allocator that finds its memory by itself. */
#include "subject.h"

void subject_start(size_t arena)
{
	(void)arena;
}
