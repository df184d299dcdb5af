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

/* Where the calling thread stands; both only ever become true. */
static _Thread_local struct {
	bool used;
	bool ended;
} this_thread __attribute__((tls_model("initial-exec")));

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;

static void thread_ends(void *thread)
{
	(void)thread;
	this_thread.ended = true;
	hakmem_thread_exit();
}

static void make_key(void)
{
	pthread_key_create(&key, thread_ends);
}

/* With many keys pthread_setspecific() allocates: then this is called again inside. */
void port_thread_used(void)
{
	if (this_thread.used)
		return;
	this_thread.used = true;
	pthread_once(&once, make_key);
	pthread_setspecific(key, &hakmem_this_thread);
}

bool port_thread_ended(void)
{
	return this_thread.ended;
}
