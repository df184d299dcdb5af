/* SPDX-License-Identifier: MIT */
/*
 * A search for dear calls: programs of a few steps, each of which allocates or frees
 * many blocks, are changed at random; the dearest program of each path is kept, and is
 * what the next ones are made from (MAP-Elites, Mouret and Clune, 2015).
 */
#ifndef WCET_FUZZ_H
#define WCET_FUZZ_H

#include <stdint.h>

/**
 * fuzz() - try @rounds programs in scene.arena.
 *
 * The same @seed and @rounds give the same programs, on every board the same ones as
 * long as the same paths are found to be dear. Prints a line for each path:
 *
 *	program path= cost= round= code=HEX
 */
void fuzz(uint32_t seed, uint32_t rounds);

/** fuzz_play() - run one program that a line "program" has given. Return: 0, or not. */
int fuzz_play(const char *code);

#endif /* WCET_FUZZ_H */
