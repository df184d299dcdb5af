// SPDX-License-Identifier: MIT
/* Bare metal: what the hooks do when the firmware does not replace them. */
#include <hakmem.h>

#define __weak __attribute__((weak))

/* The report is in hakmem_last_fault, where a debugger finds it. The call fails. */
__weak void hakmem_fault_hook(const struct hakmem_fault *fault)
{
	(void)fault;
}

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
