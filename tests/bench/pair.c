/* SPDX-License-Identifier: MIT */
/*
 * Pairs of malloc and free on the host, for counting their instructions with
 * callgrind: batches of 150 blocks of one size, freed last in first out.
 * Arguments: the size, the number of batches. Only measured() is to be counted;
 * a batch before it has brought the allocator's first pages.
 *
 * Linked with the library, and with pair_null.c in its place: the difference is
 * the allocator, since the program is the same to the byte.
 */
#include <hakmem.h>

#include <stdio.h>
#include <stdlib.h>

#define BATCH	   150 /* scripts/bench-host.py knows it, too */
#define ARENA_SIZE (256u << 10)

static void batch(size_t size)
{
	void *blocks[BATCH];

	for (int i = 0; i < BATCH; i++)
		blocks[i] = hakmem_malloc(size);
	for (int i = BATCH; i-- > 0;)
		hakmem_free(blocks[i]);
}

__attribute__((noinline)) static void warm_up(size_t size)
{
	batch(size);
}

__attribute__((noinline)) static void measured(size_t size, long batches)
{
	while (batches-- > 0)
		batch(size);
}

int main(int argc, char **argv)
{
	static _Alignas(4096) char arena[ARENA_SIZE];
	size_t size;

	if (argc != 3 || hakmem_init(arena, sizeof(arena))) {
		fprintf(stderr, "usage: pair SIZE BATCHES\n");
		return 2;
	}
	size = strtoul(argv[1], NULL, 0);
	warm_up(size);
	measured(size, strtol(argv[2], NULL, 0));
	return 0;
}
