// SPDX-License-Identifier: MIT
/*
 * Which ways through the code were taken: see checker.h. Functions that a path names
 * have a bit; a stack for each context says which of them are under way.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/mc/internal.h"

#define FRAMES 64u
#define BITS   (2u * MC_PATHS)

struct frame {
	uint32_t bit;	  /* of the function, or 0 */
	uint32_t active;  /* of all that are under way, this one included */
	uint32_t entered; /* since this one was */
};

struct path {
	char kind;	/* 0 > ! # ~ */
	uint32_t first; /* bit of f */
	uint32_t second;
	unsigned long count;
};

static struct path paths[MC_PATHS];
static unsigned int nr_paths;
static char names[BITS][48];
static unsigned int nr_names;
static int8_t bit_of[SYMBOLS_MAX]; /* -1: not known yet, -2: none */

static struct frame stack[MC_CONTEXTS][FRAMES];
static unsigned int depth[MC_CONTEXTS];

static uint32_t name_bit(const char *name, size_t length)
{
	for (unsigned int i = 0; i < nr_names; i++)
		if (strlen(names[i]) == length && !strncmp(names[i], name, length))
			return 1u << i;
	snprintf(names[nr_names], sizeof(names[0]), "%.*s", (int)length, name);
	return 1u << nr_names++;
}

void mc_paths_want(const char *const *want)
{
	nr_paths = nr_names = 0;
	for (; want && *want && nr_paths < MC_PATHS; want++) {
		struct path *path = &paths[nr_paths++];
		size_t first = strcspn(*want, ">!#~");

		path->kind = (*want)[first];
		path->first = name_bit(*want, first);
		path->second = 0;
		if (path->kind == '>' || path->kind == '!')
			path->second =
				name_bit(*want + first + 1, strlen(*want + first + 1));
		path->count = 0;
	}
	memset(bit_of, -1, sizeof(bit_of));
}

const char *mc_paths_unknown(void)
{
	for (unsigned int i = 0; i < nr_names; i++)
		if (!symbol_exists(names[i]))
			return names[i];
	return NULL;
}

unsigned long mc_path_count(unsigned int path)
{
	return paths[path].count;
}

void paths_start_run(void)
{
	memset(depth, 0, sizeof(depth));
}

static uint32_t function_bit(const void *pc)
{
	unsigned int number = symbol_number(pc);

	if (bit_of[number] == -1) {
		bit_of[number] = -2;
		for (unsigned int i = 0; i < nr_names; i++)
			if (!strcmp(names[i], symbol_numbered(number)))
				bit_of[number] = (int8_t)i;
	}
	return bit_of[number] < 0 ? 0 : 1u << bit_of[number];
}

/* Nearest frame of the running context, or NULL. */
static struct frame *top(void)
{
	int self = mc_self();

	if (self < 0 || !depth[self] || depth[self] > FRAMES)
		return NULL;
	return &stack[self][depth[self] - 1];
}

void paths_enter(const void *pc)
{
	struct frame *above = top(), *frame;
	int self = mc_self();

	if (self < 0 || ++depth[self] > FRAMES)
		return;
	frame = top();
	frame->bit = function_bit(pc);
	frame->entered = 0;
	frame->active = frame->bit | (above ? above->active : 0);
	if (!frame->bit)
		return;
	for (unsigned int i = 0; i < nr_paths; i++)
		if ((!paths[i].kind && paths[i].first == frame->bit) ||
		    (paths[i].kind == '>' && paths[i].second == frame->bit && above &&
		     above->active & paths[i].first))
			paths[i].count++;
}

void paths_leave(void)
{
	struct frame *frame = top(), *above;
	int self = mc_self();

	if (self < 0 || !depth[self])
		return;
	depth[self]--;
	above = top();
	if (!frame)
		return;
	if (above)
		above->entered |= frame->entered | frame->bit;
	if (!frame->bit)
		return;
	for (unsigned int i = 0; i < nr_paths; i++)
		if (paths[i].kind == '!' && paths[i].first == frame->bit &&
		    !(frame->entered & paths[i].second))
			paths[i].count++;
}

static void count_here(char kind)
{
	const struct frame *frame = top();

	if (!frame)
		return;
	for (unsigned int i = 0; i < nr_paths; i++)
		if (paths[i].kind == kind && paths[i].first & frame->bit)
			paths[i].count++;
}

void paths_cas_failed(void)
{
	count_here('#');
}

void paths_old_value(void)
{
	count_here('~');
}
