/* SPDX-License-Identifier: MIT */
/* Hosted programs: the current thread is what the C library's TLS says. */
#ifndef PORT_HOST_PORT_H
#define PORT_HOST_PORT_H

/*
 * In a program its place is a constant. In a shared library, one instruction more; one
 * that is loaded at run time still fits, as the C library keeps some room for such
 * variables.
 */
#if defined(__PIC__) && !defined(__PIE__)
#define PORT_TLS_MODEL "initial-exec"
#else
#define PORT_TLS_MODEL "local-exec"
#endif

extern _Thread_local struct hakmem_thread hakmem_this_thread
	__attribute__((tls_model(PORT_TLS_MODEL)));

static inline struct hakmem_thread *port_thread(void)
{
	return &hakmem_this_thread;
}

/* A number that no other living thread has; never 0. */
static inline unsigned long port_self(void)
{
	return (unsigned long)&hakmem_this_thread;
}

/*
 * May the calling thread own heaps? Then hakmem_thread_exit() is due at its end. False when
 * that is done and the thread still allocates: destructors of thread-specific data run in any
 * order, and the C library itself frees after the last of them. False, too, when the C
 * library has no key or no memory to tell of the end.
 */
bool port_thread_owns(void);

#endif
