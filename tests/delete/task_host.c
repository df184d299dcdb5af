/* SPDX-License-Identifier: MIT */
/*
 * On x86 hosts: the task is a thread that the trap flag interrupts at each of its
 * instructions. To be stopped it leaves the signal handler, and with it whatever it
 * was in, by a long jump, and waits for its end.
 */
#define _GNU_SOURCE
#include "tests/delete/task.h"

#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct {
	void (*body)(void);
	pthread_t thread;
	sem_t go, pause;
	struct hakmem_thread *own;
	volatile bool stopped;
} task;

/* Where a task that was not stopped has come, instruction by instruction. */
#define TRACE_MAX 32768u
static struct {
	uintptr_t pc[TRACE_MAX];
	bool again[TRACE_MAX];
} trace;

static _Thread_local volatile uint32_t left; /* instructions; 0: not armed */
static _Thread_local sigjmp_buf out;

#if defined(__x86_64__) || defined(__i386__)

static uint32_t armed;

#ifdef __x86_64__
#define PC REG_RIP
#else
#define PC REG_EIP
#endif

static void trapped(int signal, siginfo_t *info, void *context)
{
	ucontext_t *c = context;

	(void)signal;
	(void)info;
	if (left && armed - left < TRACE_MAX)
		trace.pc[armed - left] = (uintptr_t)c->uc_mcontext.gregs[PC];
	if (left && !--left) {
		task.stopped = true;
		siglongjmp(out, 1);
	}
}

#ifdef __x86_64__
#define WITH_FLAGS(change)                                           \
	__asm__ volatile("lea -128(%%rsp), %%rsp\n\tpushfq\n\t" change \
			 "\n\tpopfq\n\tlea 128(%%rsp), %%rsp"          \
			 : : : "memory", "cc")
#define SET_TRAP   "orq $0x100, (%%rsp)"
#define CLEAR_TRAP "andq $~0x100, (%%rsp)"
#else
#define WITH_FLAGS(change) \
	__asm__ volatile("pushfl\n\t" change "\n\tpopfl" : : : "memory", "cc")
#define SET_TRAP   "orl $0x100, (%%esp)"
#define CLEAR_TRAP "andl $~0x100, (%%esp)"
#endif

bool task_init(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_sigaction = trapped;
	action.sa_flags = SA_SIGINFO;
	sigemptyset(&action.sa_mask);
	sem_init(&task.go, 0, 0);
	sem_init(&task.pause, 0, 0);
	return !sigaction(SIGTRAP, &action, NULL);
}

void task_arm(uint32_t instructions)
{
	left = armed = instructions;
	WITH_FLAGS(SET_TRAP);
}

void task_disarm(void)
{
	uint32_t length;

	WITH_FLAGS(CLEAR_TRAP);
	length = armed - left;
	left = 0;
	if (length > TRACE_MAX)
		length = TRACE_MAX;
	for (uint32_t i = 0; i < length; i++) {
		trace.again[i] = false;
		for (uint32_t j = 0; j < i && !trace.again[i]; j++)
			trace.again[i] = trace.pc[j] == trace.pc[i];
	}
}

#else

bool task_init(void)
{
	return false;
}

void task_arm(uint32_t instructions)
{
	(void)instructions;
}

void task_disarm(void)
{
}

#endif

static void *run(void *unused)
{
	task.own = hakmem_thread_hook();
	if (!sigsetjmp(out, 1))
		task.body();
	sem_post(&task.pause);
	sem_wait(&task.go);
	return unused;
}

void task_start(void (*body)(void))
{
	task.body = body;
	task.stopped = false;
	if (pthread_create(&task.thread, NULL, run, NULL))
		abort();
	sem_wait(&task.pause);
}

void task_resume(void)
{
	sem_post(&task.go);
	sem_wait(&task.pause);
}

void task_pause(void)
{
	sem_post(&task.pause);
	sem_wait(&task.go);
}

bool task_stopped(void)
{
	return task.stopped;
}

bool task_again(uint32_t instructions)
{
	return instructions <= TRACE_MAX && trace.again[instructions - 1];
}

struct hakmem_thread *task_thread(void)
{
	return task.own;
}

void task_end(void)
{
	sem_post(&task.go);
	pthread_join(task.thread, NULL);
}
