/* SPDX-License-Identifier: MIT */
#include <hakmem.h>

#include "allocator.h"
#include "common.h"
#include "regions.h"

static bool valid(void)
{
	return !hakmem_validate() && !fault_count;
}

const struct bench_allocator bench_allocator = {
	"hakmem", hakmem_init, hakmem_malloc, hakmem_free, valid, regions_main,
};
