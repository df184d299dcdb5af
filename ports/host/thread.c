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

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;

static void thread_ends(void *thread)
{
	(void)thread;
	hakmem_thread_exit();
}

static void make_key(void)
{
	pthread_key_create(&key, thread_ends);
}

void port_thread_used(void)
{
	pthread_once(&once, make_key);
	if (!pthread_getspecific(key))
		pthread_setspecific(key, &hakmem_this_thread);
}
