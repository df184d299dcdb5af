/* SPDX-License-Identifier: MIT */
#include "common.h"

#include <hakmem.h>

#include "support/image.h"
#include "support/print.h"

uint32_t fault_count;

void hakmem_fault_hook(const struct hakmem_fault *fault)
{
	fault_count++;
	print("\nfault: %s at %p, block size %zu, invariant %u\n",
	      hakmem_fault_name(fault->code), fault->address, fault->block_size,
	      fault->invariant);
}

#define BASE_ALIGN 4096u

char *bench_memory(size_t *size)
{
	char *memory = image_arena(size);
	size_t skip = 0;

	if (*size > 16 * BASE_ALIGN)
		skip = (BASE_ALIGN - (uintptr_t)memory % BASE_ALIGN) % BASE_ALIGN;
	*size -= skip;
	return memory + skip;
}
