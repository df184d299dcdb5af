// SPDX-License-Identifier: MIT
/* Thread model on POSIX: a thread's heaps are parked by a key's destructor. */
#include <pthread.h>
#include "context.h"
#include "heap.h"

_Thread_local struct hakmem_thread hakmem_this_thread = { .heap = HEAP_NONE };

__weak struct hakmem_thread *hakmem_thread_hook(void)
{
	return &hakmem_this_thread;
}

/* Where the calling thread stands; its end is final. */
enum state { THREAD_NEW, THREAD_STARTS, THREAD_KNOWN, THREAD_ENDED };

static _Thread_local enum state state __attribute__((tls_model("initial-exec")));

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static bool have_key; /* else the program has taken all that there are */

static void thread_ends(void *thread)
{
	(void)thread;
	state = THREAD_ENDED;
	hakmem_thread_exit();
}

static void make_key(void)
{
	have_key = !pthread_key_create(&key, thread_ends);
}

/* The thread's end will be told. */
static bool watch(void)
{
	pthread_once(&once, make_key);
	return have_key && !pthread_setspecific(key, &hakmem_this_thread);
}

/* With many keys pthread_setspecific() allocates: the thread owns nothing yet. */
bool port_thread_owns(void)
{
	if (state == THREAD_NEW) {
		state = THREAD_STARTS;
		state = watch() ? THREAD_KNOWN : THREAD_ENDED;
	}
	return state == THREAD_KNOWN;
}
