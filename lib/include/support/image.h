/* SPDX-License-Identifier: MIT */
/*
 * What a test or benchmark program may ask of the board it runs on. The same
 * interface exists on every board of qemu/ and, over libc, on the host.
 *
 * All calls are for the program's main context only, image_write() and what
 * builds on it excepted: on the host any thread may print.
 */
#ifndef SUPPORT_IMAGE_H
#define SUPPORT_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "support/print.h"

/**
 * image_main() - the program's entry; the program defines it.
 * @argc: number of arguments, argv[0] included.
 * @argv: the program's name, then what followed the image on qemu/run's command
 * line; ends with NULL. Arguments must not contain blanks on the boards.
 * Return: the exit code, 0 to 119.
 */
int image_main(int argc, char **argv);

/** image_write() - put @n bytes on the console. */
void image_write(const char *s, size_t n);

/** image_putc() - put one character on the console. */
void image_putc(char c);

/**
 * image_exit() - end the run with @code, as if image_main() returned it.
 *
 * Codes from 120 on are not the program's, see qemu/run: on the boards a fault
 * ends the run with 120, a stack that has overflowed with 121.
 */
_Noreturn void image_exit(int code);

/**
 * image_arena() - memory for the allocator under test.
 * @size: where to store its bytes.
 *
 * All RAM that neither the program nor its stack needs; the host gives 64 MB,
 * or what the environment variable IMAGE_ARENA says (bytes). The contents are
 * unspecified.
 * Return: the memory, aligned to 64 bytes; the same at each call.
 */
void *image_arena(size_t *size);

/**
 * image_blob() - the data file given with --blob.
 * @size: where to store its bytes; 0 when there is none.
 *
 * Return: the file's contents, aligned to 8 bytes, writable; NULL when none was
 * given or the board cannot hold one.
 */
void *image_blob(size_t *size);

/**
 * typedef image_fn - any function that image_cost() may call.
 *
 * Cast to it: gcc takes void (*)(void) for compatible with every function type.
 */
typedef void (*image_fn)(void);

/** IMAGE_COST_MAX: the call was too long to be measured. */
#define IMAGE_COST_MAX UINT32_MAX

/**
 * image_cost() - call a function and count the instructions it executes.
 * @fn: the function; takes up to two arguments that fit into registers.
 * @a: first argument.
 * @b: second argument.
 * @result: where to store what it returned; not NULL.
 *
 * The count is exact: from the first instruction of @fn up to and including its
 * return, interrupt handlers that ran in between included. Instructions, not
 * cycles. Up to 650,000 on the Cortex-M boards, which count with SysTick.
 *
 * Return: the instructions; 0 where that cannot be measured (the host, and
 * boards that run without --icount: @fn is called all the same);
 * IMAGE_COST_MAX when the call was too long.
 */
uint32_t image_cost(image_fn fn, uintptr_t a, uintptr_t b, uintptr_t *result);

/** image_cost_works() - true when image_cost() measures. */
_Bool image_cost_works(void);

#endif /* SUPPORT_IMAGE_H */
