/* SPDX-License-Identifier: MIT */
/* Targets with the thread model: the firmware's hook says which task runs. */
#ifndef PORT_BAREMETAL_PORT_H
#define PORT_BAREMETAL_PORT_H

/* NULL in an interrupt. */
static inline struct hakmem_thread *port_thread(void)
{
	return hakmem_thread_hook();
}

/* A number that no other living task has; never 0. */
static inline unsigned long port_self(void)
{
	return thread_number(hakmem_thread_hook());
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
