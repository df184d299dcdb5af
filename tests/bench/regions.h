/* SPDX-License-Identifier: MIT */
/* What several regions cost the calls that look an address up. */
#ifndef BENCH_REGIONS_H
#define BENCH_REGIONS_H

#include <stddef.h>

/**
 * regions_main() - measure, and print a line for each order of the regions.
 * @memory: for the regions and the gaps between them.
 * @size: bytes of it.
 *
 * The last line printed is the result: "regions", with the dearest order's costs.
 * Return: the exit code.
 */
int regions_main(char *memory, size_t size);

#endif /* BENCH_REGIONS_H */
