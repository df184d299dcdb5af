/* SPDX-License-Identifier: MIT */
/*
 * A task beside the program that is stopped for ever at a chosen instruction. One of
 * the two runs at a time:
 *
 *	program		task_start() ... task_resume() ... task_end()
 *	task		            body ... task_pause() ... task_arm(), call, stopped
 */
#ifndef TESTS_DELETE_TASK_H
#define TESTS_DELETE_TASK_H

#include <hakmem.h>
#include <stdbool.h>
#include <stdint.h>

/** task_init() - once, before all else. Return: false where this cannot be done. */
bool task_init(void);

/** task_start() - run @body as a new task, until it pauses, ends or is stopped. */
void task_start(void (*body)(void));

/** task_resume() - let it go on from its task_pause(), likewise. */
void task_resume(void);

/** task_pause() - the task lets the program go on. */
void task_pause(void);

/**
 * task_arm() - the task: stop for ever when some @instructions more were executed.
 * Which one that is, is counted from a fixed point before the return.
 */
void task_arm(uint32_t instructions);

/** task_disarm() - the task: not any more. */
void task_disarm(void);

/** task_stopped() - was it, before task_disarm()? */
bool task_stopped(void);

/**
 * task_again() - of the last task that was not stopped: had it executed that one of
 * the @instructions since task_arm() before?
 */
bool task_again(uint32_t instructions);

/** task_thread() - the task's struct. */
struct hakmem_thread *task_thread(void);

/** task_end() - after hakmem_thread_deleted(), or when its body has returned. */
void task_end(void);

#endif /* TESTS_DELETE_TASK_H */
