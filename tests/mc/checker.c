// SPDX-License-Identifier: MIT
/*
 * The search: depth first over all choices, by running the program again with the
 * choices of the last run up to the last one that had an alternative.
 *
 * Runs that come to a state in which one before them was, with the same left to
 * spend, end there: what follows has been tried. The state is known by a hash of what
 * happened: memory.c. It leaves out the order of what is unrelated, so that of the
 * many orders of such accesses few are run.
 *
 * Only words that are really shared need a choice before them. Which ones are, is
 * learnt on the way: when one more turns out to be, the search starts over.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include "tests/mc/internal.h"

#define CHOICES_MAX 4096u
#define STACK_BYTES 65536u

struct context {
	jmp_buf base; /* where its stack begins */
	jmp_buf at;   /* where it was left */
	bool made;
	bool started;
	bool done;
	bool mortal; /* it may be stopped for ever */
	int over; /* the context that it interrupted, or -1 */
	unsigned int steps;
	unsigned char stack[STACK_BYTES] __attribute__((aligned(16)));
};

struct choice {
	unsigned short pick;
	unsigned short n;
};

enum end {
	END_GOOD = 1,
	END_KNOWN, /* the rest of the run was tried before */
	END_FAILED,
};

static const struct mc_program *program;
static const struct mc_limits *limits;
static struct mc_result *result;

static struct context contexts[MC_CONTEXTS];
static unsigned int nr_contexts;
int running = -1;
unsigned int running_core;
unsigned int quiet_steps;
static jmp_buf outside;

static struct choice choices[CHOICES_MAX];
static unsigned int nr_choices, next_choice;
static unsigned int preemptions, weak, steps;
static bool start_over;

int mc_self(void)
{
	return running;
}

static unsigned int level_of(unsigned int context)
{
	return program->contexts[context].level;
}

static bool same_core(unsigned int a, unsigned int b)
{
	return program->contexts[a].core == program->contexts[b].core;
}

/* ------------------------------------------------------------------ known states */

/* A set of hashes, open addressing; forgets nothing. */
static uint64_t *known;
static size_t known_size, nr_known;

static bool known_insert(uint64_t hash)
{
	size_t i = hash & (known_size - 1);

	while (known[i] && known[i] != hash)
		i = (i + 1) & (known_size - 1);
	if (known[i])
		return false;
	known[i] = hash;
	nr_known++;
	return true;
}

static void known_grow(void)
{
	uint64_t *old = known;
	size_t size = known_size;

	known_size = size ? size * 4 : 1u << 16;
	known = calloc(known_size, sizeof(*known));
	if (!known) {
		fprintf(stderr, "mc: no memory for %zu states\n", known_size);
		exit(2);
	}
	nr_known = 0;
	for (size_t i = 0; i < size; i++)
		if (old[i])
			known_insert(old[i]);
	free(old);
}

static void known_clear(void)
{
	free(known);
	known = NULL;
	known_size = 0;
	known_grow();
}

/* Was this state there before? It is from now on. */
static bool is_known(enum mc_choice kind)
{
	uint64_t hash = memory_hash();

	hash = mix(hash, (uint64_t)running << 8 | kind);
	hash = mix(hash, contexts[running].steps);
	for (unsigned int i = 0; i < nr_contexts; i++)
		hash = mix(hash, (uint64_t)contexts[i].started << 1 | contexts[i].done);
	hash = mix(hash, (uint64_t)preemptions << 32 | weak);
	if (nr_known > known_size / 2)
		known_grow();
	return !known_insert(hash ? hash : 1) && !limits->all_runs;
}

/* ----------------------------------------------------------------------- choices */

static void end_run(enum end end)
{
	running = -1;
	_longjmp(outside, end);
}

unsigned int mc_choose(unsigned int n, enum mc_choice kind)
{
	if (n < 2)
		return 0;
	if (next_choice == nr_choices) {
		if (is_known(kind))
			end_run(END_KNOWN);
		if (nr_choices == CHOICES_MAX)
			mc_fail("more than %u choices", CHOICES_MAX);
		choices[nr_choices++] = (struct choice){ 0, (unsigned short)n };
	}
	if (choices[next_choice].n != n)
		mc_fail("the program does not do the same each time");
	return choices[next_choice++].pick;
}

/* The next run: false when there is none. */
static bool next_run(void)
{
	while (nr_choices &&
	       choices[nr_choices - 1].pick + 1 == choices[nr_choices - 1].n)
		nr_choices--;
	if (!nr_choices)
		return false;
	choices[nr_choices - 1].pick++;
	return true;
}

bool mc_weak_left(void)
{
	return weak < limits->weak;
}

void mc_weak_used(void)
{
	weak++;
}

void mc_start_over(void)
{
	start_over = true;
}

/* ---------------------------------------------------------------------- contexts */

/* Is a context of the same core inside, that @context has to wait for or to be above? */
static bool held_up(unsigned int context)
{
	for (unsigned int i = 0; i < nr_contexts; i++) {
		if (i == context || !same_core(i, context) || contexts[i].done ||
		    !contexts[i].started)
			continue;
		if (level_of(i) > level_of(context))
			return true;
		if (level_of(i) == level_of(context) && level_of(i) &&
		    !contexts[context].started)
			return true;
	}
	return false;
}

/* Has the context come to its end that @context waits for, if it does? */
static bool may_start(unsigned int context)
{
	unsigned int after = program->contexts[context].after;

	return !after || contexts[after - 1].done;
}

static bool can_run(unsigned int context)
{
	return !contexts[context].done && may_start(context) && !held_up(context);
}

/* Does @context start as an interrupt of what runs now? */
static bool interrupts(unsigned int context)
{
	return same_core(context, (unsigned int)running) &&
	       level_of(context) > level_of((unsigned int)running);
}

/* Go on in @context; the caller's registers have been saved. */
static void go_to(unsigned int context)
{
	struct context *next = &contexts[context];
	bool first = !next->started;

	running = (int)context;
	running_core = program->contexts[context].core;
	next->started = true;
	trace_add(first ? TRACE_START : TRACE_RESUME, NULL, 0, 0, false);
	if (first && program->contexts[context].after)
		memory_follow(program->contexts[program->contexts[context].after - 1].core);
	if (first)
		_longjmp(next->base, 1);
	_longjmp(next->at, 1);
}

static void leave_for(unsigned int context)
{
	struct context *self = &contexts[running];

	if (same_core(context, (unsigned int)running))
		memory_mix((uint64_t)self->steps << 8 | context);
	if (!_setjmp(self->at))
		go_to(context);
}

/* Contexts that could run instead of the running one; its own number first. */
static unsigned int alternatives(unsigned int *list, bool shared)
{
	unsigned int self = (unsigned int)running, n = 1;

	list[0] = self;
	for (unsigned int i = 0; i < nr_contexts; i++) {
		if (i == self || !can_run(i))
			continue;
		if (interrupts(i) ||
		    (preemptions < limits->preemptions && (shared || same_core(i, self))))
			list[n++] = i;
	}
	return n;
}

/* Perhaps something else runs first: another context, or one interrupt or more. */
static void perhaps_switch(bool shared)
{
	unsigned int list[MC_CONTEXTS], n, next;
	bool interrupt;

	do {
		n = alternatives(list, shared);
		next = list[mc_choose(n, CHOOSE_CONTEXT)];
		if (next == (unsigned int)running)
			return;
		interrupt = interrupts(next);
		if (interrupt)
			contexts[next].over = running;
		else
			preemptions++;
		leave_for(next);
	} while (interrupt);
}

void mc_step(bool shared)
{
	contexts[running].steps++;
	if (++steps > limits->steps)
		mc_fail("no end after %u accesses", limits->steps);
	perhaps_switch(shared);
}

void mc_no_end(void)
{
	mc_fail("set-up or check does not end");
}

/* Whoever can run goes on; when nobody can, the run is over. */
static void choose_next(void)
{
	unsigned int list[MC_CONTEXTS], n = 0;

	for (unsigned int i = 0; i < nr_contexts; i++)
		if (can_run(i))
			list[n++] = i;
	if (!n)
		end_run(END_GOOD);
	go_to(list[mc_choose(n, CHOOSE_CONTEXT)]);
}

/* The running context has come to its end: choose who goes on. */
static void finish(void)
{
	unsigned int self = (unsigned int)running;
	int below = contexts[self].over;

	trace_add(TRACE_END, NULL, 0, 0, false);
	contexts[self].done = true;
	memory_mix((uint64_t)self << 8 | 0xff);
	if (below >= 0)
		go_to((unsigned int)below);
	choose_next();
}

void mc_perhaps_stop(void)
{
	struct context *self = &contexts[running];

	if (!self->mortal || !mc_choose(2, CHOOSE_STOP))
		return;
	trace_add(TRACE_STOP, NULL, 0, 0, false);
	self->done = true;
	memory_mix((uint64_t)self->steps << 8 | 0xfe);
	choose_next();
}

void mc_mortal(bool mortal)
{
	if (running < 0)
		return;
	mc_perhaps_stop();
	contexts[running].mortal = mortal;
}

/* Bottom of each context's stack. */
static void base(void)
{
	int self = running;

	if (!_setjmp(contexts[self].base))
		_longjmp(outside, 1);
	program->contexts[running].run();
	finish();
}

static void make_context(unsigned int i)
{
	ucontext_t context;

	if (contexts[i].made)
		return;
	contexts[i].made = true;
	getcontext(&context);
	context.uc_stack.ss_sp = contexts[i].stack;
	context.uc_stack.ss_size = STACK_BYTES;
	context.uc_link = NULL;
	makecontext(&context, base, 0);
	running = (int)i;
	if (!_setjmp(outside))
		setcontext(&context);
	running = -1;
}

/* ----------------------------------------------------------------------- failures */

void mc_fail(const char *fmt, ...)
{
	va_list args;
	char where[16] = "";
	int n;

	if (running >= 0)
		snprintf(where, sizeof(where), "context %c: ", 'A' + running);
	va_start(args, fmt);
	n = snprintf(result->reason, sizeof(result->reason), "%s", where);
	vsnprintf(result->reason + n, sizeof(result->reason) - (size_t)n, fmt, args);
	va_end(args);
	end_run(END_FAILED);
}

/* Code that went astray. */
static void crashed(int number)
{
	mc_fail("signal %d (%s)", number, number == SIGSEGV ? "bad address" : "crash");
}

static void catch_crashes(void)
{
	static unsigned char stack[65536];
	stack_t alternative = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction action = { .sa_handler = crashed,
				    .sa_flags = SA_ONSTACK | SA_NODEFER };

	sigaltstack(&alternative, NULL);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGFPE, &action, NULL);
	sigaction(SIGILL, &action, NULL);
}

/* ---------------------------------------------------------------------------- runs */

static void start_run(void)
{
	next_choice = preemptions = weak = steps = quiet_steps = 0;
	for (unsigned int i = 0; i < nr_contexts; i++) {
		contexts[i].started = contexts[i].done = false;
		contexts[i].mortal = false;
		contexts[i].over = -1;
		contexts[i].steps = 0;
	}
	memory_start_run();
	paths_start_run();
	trace_start_run();
}

static void run_program(void)
{
	program->setup();
	running = 0;
	running_core = program->contexts[0].core;
	choose_next();
}

static void run_check(void)
{
	quiet_steps = 0;
	program->check();
	end_run(next_choice == nr_choices ? END_GOOD : END_FAILED);
}

/* @part ends by end_run(). */
static enum end run_part(void (*part)(void))
{
	int end = _setjmp(outside);

	if (!end)
		part();
	return (enum end)end;
}

/* One run. False: it failed. */
static bool run(void)
{
	enum end end;

	start_run();
	end = run_part(run_program);
	result->longest = steps > result->longest ? steps : result->longest;
	result->executions++;
	if (end == END_GOOD)
		end = run_part(run_check);
	return end != END_FAILED;
}

/* There is another run, and it is beyond the limit. */
static bool is_cut(void)
{
	result->cut = limits->runs && result->executions >= limits->runs;
	return result->cut;
}

bool mc_explore(const struct mc_program *what, const struct mc_limits *how,
		struct mc_result *found)
{
	program = what;
	limits = how;
	result = found;
	memset(result, 0, sizeof(*result));
	for (nr_contexts = 0;
	     nr_contexts < MC_CONTEXTS && what->contexts[nr_contexts].run;)
		make_context(nr_contexts++);
	catch_crashes();
	memory_start_search();
	known_clear();
	nr_choices = 0;
	do {
		if (start_over) {
			start_over = false;
			known_clear();
			nr_choices = 0;
			result->executions = 0;
		}
		if (!run()) {
			result->failed = true;
			break;
		}
	} while (start_over || (next_run() && !is_cut()));
	result->states = nr_known;
	start_over = false;
	return !result->failed;
}
