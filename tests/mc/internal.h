/* SPDX-License-Identifier: MIT */
/* What the parts of the checker say to each other. */
#ifndef TESTS_MC_INTERNAL_H
#define TESTS_MC_INTERNAL_H

#include <stdint.h>
#include "checker.h"

/* ------------------------------------------------------ checker.c: the search */

/* What there is to choose; a part of the state's hash. */
enum mc_choice {
	CHOOSE_CONTEXT,
	CHOOSE_STORE,
	CHOOSE_STOP,
};

/* One of @n: a new one in each run, until all were tried. */
unsigned int mc_choose(unsigned int n, enum mc_choice kind);

/* An access of the running context; @shared: it may matter to other cores. */
void mc_step(bool shared);

/* Before a write: a mortal context is perhaps stopped for ever. */
void mc_perhaps_stop(void);

/* May the run still do something weak; it does. */
bool mc_weak_left(void);
void mc_weak_used(void);

/* The running context, or -1, and its core. */
extern int running;
extern unsigned int running_core;

/* A word turned out to be shared that was not treated so: start over. */
void mc_start_over(void);

/* Accesses in set-up or check: they have to end, too. */
#define QUIET_STEPS 2000000u
extern unsigned int quiet_steps;
void mc_no_end(void);

/* Is this an access of set-up or check? */
static inline bool is_quiet(void)
{
	if (running >= 0)
		return false;
	if (++quiet_steps > QUIET_STEPS)
		mc_no_end();
	return true;
}

/* --------------------------------------------------- memory.c: the memory model */

void memory_start_search(void);
void memory_start_run(void);

/* Hash of everything that has happened, whatever the order of what is unrelated. */
uint64_t memory_hash(void);
/* The running context's core goes on in another of its contexts. */
void memory_mix(uint64_t what);
/* The running context starts after all that was done on @core. */
void memory_follow(unsigned int core);

uint64_t mix(uint64_t a, uint64_t b);

/* ------------------------------------------------------ trace.c: the last run */

enum trace_kind {
	TRACE_LOAD,
	TRACE_STORE,
	TRACE_RMW,
	TRACE_CAS,
	TRACE_CAS_FAILED,
	TRACE_READ,
	TRACE_WRITE,
	TRACE_START,
	TRACE_RESUME,
	TRACE_END,
	TRACE_STOP,
};

void trace_start_run(void);
void trace_add(enum trace_kind kind, const void *pc, uintptr_t address, uint64_t value,
	       bool old);

/* ---------------------------------------------------- symbols.c: names of code */

/* The function at @pc: its name without prefix and clone's suffix, or "?". */
const char *symbol_name(const void *pc);
/* A number for it; 0: unknown. */
unsigned int symbol_number(const void *pc);
#define SYMBOLS_MAX 4096u
const char *symbol_numbered(unsigned int number);
bool symbol_exists(const char *name);

/* ------------------------------------------------------------ paths.c, see above */

void paths_start_run(void);
void paths_enter(const void *pc);
void paths_leave(void);
void paths_cas_failed(void);
void paths_old_value(void);

#endif
