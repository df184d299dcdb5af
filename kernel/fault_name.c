// SPDX-License-Identifier: MIT
/* Faults as text: a file of its own, so that images that print none carry none. */
#include <hakmem.h>

const char *hakmem_fault_name(enum hakmem_fault_code code)
{
	switch (code) {
	case HAKMEM_FAULT_NONE:
		return "none";
	case HAKMEM_FAULT_UNINIT:
		return "uninitialised arena";
	case HAKMEM_FAULT_FOREIGN:
		return "foreign pointer";
	case HAKMEM_FAULT_NOT_A_BLOCK:
		return "not the start of a block";
	case HAKMEM_FAULT_DOUBLE_FREE:
		return "double free";
	case HAKMEM_FAULT_SIZE:
		return "wrong size";
	case HAKMEM_FAULT_ALIGNMENT:
		return "alignment is not a power of two";
	case HAKMEM_FAULT_CORRUPT:
		return "corrupted free list";
	case HAKMEM_FAULT_OWNER:
		return "heap of another thread";
	case HAKMEM_FAULT_INVARIANT:
		return "broken invariant";
	}
	return "unknown";
}
