/* SPDX-License-Identifier: MIT */
/* The cores of a board that has one. */
#include "qemu/image/board.h"
#include "support/smp.h"

unsigned int image_cores(void)
{
	return 1;
}

unsigned int image_core(void)
{
	return 0;
}

void image_core_start(unsigned int core, image_core_fn *fn, void *arg)
{
	(void)fn;
	(void)arg;
	print("there is no core %u\n", core);
	board_exit(BOARD_EXIT_ERROR);
}

void image_core_join(unsigned int core)
{
	(void)core;
}

void image_relax(void)
{
}

void image_console_lock(void)
{
}

void image_console_unlock(void)
{
}
