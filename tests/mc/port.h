/* SPDX-License-Identifier: MIT */
/*
 * Who is current under the checker. The build forces this header into each file of the
 * library; it takes the guard of ports/host/port.h, so that kernel/ is compiled as it is
 * and yet finds the modelled context (scene.c) where a thread would be.
 */
#ifndef PORT_HOST_PORT_H
#define PORT_HOST_PORT_H

#include <stdbool.h>
#include "../../kernel/names.h"

struct hakmem_thread;

struct hakmem_thread *mc_thread(void);
unsigned long mc_thread_number(void);

static inline struct hakmem_thread *port_thread(void)
{
	return mc_thread();
}

static inline unsigned long port_self(void)
{
	return mc_thread_number();
}

bool port_thread_owns(void);

#endif
