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
