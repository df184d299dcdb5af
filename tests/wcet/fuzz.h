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
 * Begins with those in the board's data file, of 20 steps of 4 bytes each, if there is one.
 * The same @seed, @rounds and file give the same programs, on every board the same ones as
 * long as the same paths are found to be dear. Prints a line for each path:
 *
 *	program path= cost= round= code=HEX
 *
 * round: 0 for one of the file. code: its steps, without those that the cost does not need.
 */
void fuzz(uint32_t seed, uint32_t rounds);

/** fuzz_play() - run the programs in the board's data file. */
void fuzz_play(void);

#endif /* WCET_FUZZ_H */
