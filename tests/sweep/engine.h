/* SPDX-License-Identifier: MIT */
/*
 * One run: build a state afresh, make a call that is interrupted at a chosen
 * instruction, and look at everything afterwards.
 */
#ifndef TESTS_SWEEP_ENGINE_H
#define TESTS_SWEEP_ENGINE_H

#include "tests/sweep/actions.h"
#include "tests/sweep/scenarios.h"

/**
 * struct plan - what shall happen.
 * @scenario: the state and MAIN's call.
 * @first: what FIRST does when the call is interrupted.
 * @second: what SECOND does when FIRST is interrupted, or NULL.
 * @at: instructions until the first interrupt.
 * @then: instructions until the second; 0: there is none.
 * @switches: FIRST is a task: the first interrupt switches to it, the second
 * switches back while FIRST is stopped where it is; it goes on when the call is over.
 * @again: the second interrupt comes when FIRST is through; @then counts from there.
 */
struct plan {
	const struct scenario *scenario;
	const struct action *first, *second;
	uint32_t at, then;
	bool switches, again;
};

/**
 * struct outcome - what has happened.
 * @fired: number of interrupts that came before the call, or FIRST, was through.
 * @pc: where they came.
 */
struct outcome {
	unsigned int fired;
	uintptr_t pc[2];
};

/**
 * engine_init() - take over timer and interrupts.
 * @counts: instructions count (qemu/run --icount): a run that does not end is found.
 */
void engine_init(bool counts);

/** engine_run() - do it. Return: false when something is wrong: actors_error(). */
bool engine_run(const struct plan *plan, struct outcome *outcome);

/** plan_second() - in words: what the second interrupt does. */
const char *plan_second(const struct plan *plan);

/** engine_runs() - number of runs up to now. */
uint32_t engine_runs(void);

/** engine_mark() - called before and after the call; the host looks for it. */
void engine_mark(void);

#endif /* TESTS_SWEEP_ENGINE_H */
