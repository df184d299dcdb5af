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

/* May the calling thread own heaps? Who deletes tasks tells of its end. */
static inline bool port_thread_owns(void)
{
	return true;
}

#endif
