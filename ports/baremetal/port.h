/* SPDX-License-Identifier: MIT */
/* Targets with the thread model: the firmware's hook says which task runs. */
#ifndef PORT_BAREMETAL_PORT_H
#define PORT_BAREMETAL_PORT_H

/* The number of all interrupts: they own nothing. No task's struct lies there. */
#define PORT_INTERRUPT 4ul

/* NULL in an interrupt. */
static inline struct hakmem_thread *port_thread(void)
{
	return hakmem_thread_hook();
}

/* A number that no other living task has; never 0. */
static inline unsigned long port_self(void)
{
	struct hakmem_thread *thread = hakmem_thread_hook();

	return thread ? (unsigned long)thread : PORT_INTERRUPT;
}

/* Who deletes tasks tells, too. */
static inline void port_thread_used(void)
{
}

/* Has the calling thread been told of as ended, and goes on allocating? */
static inline bool port_thread_ended(void)
{
	return false;
}

#endif
