/* SPDX-License-Identifier: MIT */
/* The second core by PSCI: turned on for a function, and off after it. */
#include "qemu/image/board.h"
#include "support/smp.h"

#define CPU_OFF	   0x84000002u
#define CPU_ON_32  0x84000003u
#define CPU_ON_64  0xc4000003u
#define CPU_ON	   (sizeof(void *) == 8 ? CPU_ON_64 : CPU_ON_32)
#define ALREADY_ON (-4)

/* start-*.S */
int board_psci(uint32_t function, uintptr_t core, uintptr_t entry, uintptr_t context);
void board_start(void);

void board_core_run(void);

/* A core that was started before may still be on its way off. */
void board_core_wake(unsigned int core)
{
	int err;

	do
		err = board_psci(CPU_ON, core, (uintptr_t)board_start, 0);
	while (err == ALREADY_ON);
	if (err) {
		print("core %u does not start: %d\n", core, err);
		board_exit(BOARD_EXIT_ERROR);
	}
}

/* Where start-*.S goes with a core that is not the first. */
void board_core_run(void)
{
	image_core_run();
	board_psci(CPU_OFF, 0, 0, 0);
}

void image_relax(void)
{
	__asm__ volatile("yield");
}
