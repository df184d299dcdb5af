// SPDX-License-Identifier: MIT
/* Bare metal: what the hooks do when the firmware does not replace them. */
#include <hakmem.h>

#define __weak __attribute__((weak))

/* Keep the report where a debugger finds it, and let the call fail. */
__weak void hakmem_fault_hook(const struct hakmem_fault *fault)
{
	hakmem_last_fault = *fault;
}

__weak unsigned int hakmem_region_hook(const void *base, size_t size)
{
	(void)base;
	(void)size;
	return 0;
}
