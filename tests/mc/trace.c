// SPDX-License-Identifier: MIT
/* What happened in the last run, for whoever has to understand a failure. */
#include <stdio.h>
#include "tests/mc/internal.h"

#define EVENTS 8192u

struct event {
	const void *pc;
	uintptr_t address;
	uint64_t value;
	unsigned char kind;
	unsigned char context;
	bool old;
};

static struct event events[EVENTS];
static unsigned int nr_events;

void trace_start_run(void)
{
	nr_events = 0;
}

void trace_add(enum trace_kind kind, const void *pc, uintptr_t address, uint64_t value,
	       bool old)
{
	if (nr_events == EVENTS)
		return;
	events[nr_events++] = (struct event){
		pc, address, value, (unsigned char)kind, (unsigned char)mc_self(), old
	};
}

static void print_event(const struct event *event)
{
	static const char *const verbs[] = {
		"load ", "store", "rmw  ",  "cas  ",   "cas failed",
		"read ", "write", "starts", "goes on", "ends", "is stopped",
	};

	printf("# %c %-10s", 'A' + event->context, verbs[event->kind]);
	if (event->kind < TRACE_START) {
		printf(" %#9lx", (unsigned long)event->address);
		if (event->kind < TRACE_READ)
			printf(" %s %#lx%s", event->kind == TRACE_LOAD ? "->" : "  ",
			       (unsigned long)event->value, event->old ? " (old)" : "");
		printf("  in %s", symbol_name(event->pc));
	}
	putchar('\n');
}

void mc_print_run(void)
{
	for (unsigned int i = 0; i < nr_events; i++)
		print_event(&events[i]);
}
