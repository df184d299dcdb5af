/* SPDX-License-Identifier: MIT */
#include "common.h"

#include <hakmem.h>

#include "support/print.h"

uint32_t fault_count;

void hakmem_fault_hook(const struct hakmem_fault *fault)
{
	fault_count++;
	print("\nfault: %s at %p, block size %zu, invariant %u\n",
	      hakmem_fault_name(fault->code), fault->address, fault->block_size,
	      fault->invariant);
}

size_t parse_size(const char *text)
{
	size_t n = 0;

	for (; *text >= '0' && *text <= '9' && n < SIZE_MAX / 16; text++)
		n = n * 10 + (size_t)(*text - '0');
	return *text ? SIZE_MAX : n;
}
