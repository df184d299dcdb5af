/* SPDX-License-Identifier: MIT */
/*
 * How many bytes of blocks an arena really holds. Arguments: its bytes, and the size
 * of the blocks; "mix": sizes of 16 to 256 in a fixed order, up to the first request
 * that fails; "heap": what the allocator itself takes.
 */
#include "../allocator.h"
#include "../common.h"
#include "payload.h"
#include "support/mem.h"
#include "support/parse.h"
#include "support/print.h"

static uint32_t next_size(uint32_t n, uint32_t size)
{
	static const uint16_t mix[] = { 16, 64, 256, 24, 100, 40, 160, 32 };

	return size ? size : mix[n % (sizeof(mix) / sizeof(mix[0]))];
}

int image_main(int argc, char **argv)
{
	size_t have, arena = argc > 2 ? parse_size(argv[1]) : 0;
	void *memory = bench_memory(&have);
	uint32_t n = 0, bytes = 0, size;

	if (!arena || arena > have || bench_allocator.start(memory, arena)) {
		print("usage: payload ARENA SIZE|mix|heap\n");
		return 2;
	}
	print("payload name=%s arena=%zu size=%s", bench_allocator.name, arena, argv[2]);
	if (!strcmp(argv[2], "heap")) {
		print_heap();
		print("\n");
		return 0;
	}
	size = strcmp(argv[2], "mix") ? (uint32_t)parse_size(argv[2]) : 0;
	while (bench_allocator.malloc(next_size(n, size)))
		bytes += next_size(n++, size);
	print(" blocks=%lu bytes=%lu\n", (unsigned long)n, (unsigned long)bytes);
	return bench_allocator.valid() ? 0 : 1;
}
