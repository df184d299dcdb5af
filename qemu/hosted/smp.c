/* SPDX-License-Identifier: MIT */
/* Threads stand for cores: more of them than the machine has. */
#include "support/smp.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#define CORES	   17
#define EXIT_ERROR 125

struct core {
	pthread_t thread;
	unsigned int number;
	image_core_fn *fn;
	void *arg;
};

static struct core cores[CORES];
static _Thread_local unsigned int own_number;

unsigned int image_cores(void)
{
	return CORES;
}

unsigned int image_core(void)
{
	return own_number;
}

static void *run(void *arg)
{
	struct core *core = arg;

	own_number = core->number;
	core->fn(core->arg);
	return NULL;
}

void image_core_start(unsigned int number, image_core_fn *fn, void *arg)
{
	struct core *core = &cores[number];

	core->number = number;
	core->fn = fn;
	core->arg = arg;
	if (pthread_create(&core->thread, NULL, run, core)) {
		fputs("no thread\n", stderr);
		exit(EXIT_ERROR);
	}
}

void image_core_join(unsigned int number)
{
	pthread_join(cores[number].thread, NULL);
}

void image_relax(void)
{
	sched_yield();
}
