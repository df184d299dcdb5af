// SPDX-License-Identifier: MIT
/* Bare metal: what the hooks do when the firmware does not replace them. */
#include <hakmem.h>

#define __weak __attribute__((weak))

/* The report is in hakmem_last_fault, where a debugger finds it. The call fails. */
#ifdef CONFIG_HAKMEM_MODEL_SINGLE
__weak void hakmem_fault_hook(const struct hakmem_fault *fault)
{
	(void)fault; /* it lies there already */
}
#else
__weak void hakmem_fault_hook(const struct hakmem_fault *fault)
{
	/* member by member: compilers would call memcpy() */
	hakmem_last_fault.code = fault->code;
	hakmem_last_fault.address = fault->address;
	hakmem_last_fault.block_size = fault->block_size;
	hakmem_last_fault.invariant = fault->invariant;
	hakmem_last_fault.arena = fault->arena;
}
#endif

__weak unsigned int hakmem_region_hook(const void *base, size_t size)
{
	(void)base;
	(void)size;
	return 0;
}

__weak unsigned int hakmem_cpu_hook(void)
{
	return 0;
}
