/* SPDX-License-Identifier: MIT */
/* Console and exit by semihosting. */
#include "qemu/image/board.h"

#define SYS_OPEN	  0x01
#define SYS_WRITE	  0x05
#define SYS_EXIT_EXTENDED 0x20

#define OPEN_WRITE		 4
#define STOPPED_APPLICATION_EXIT 0x20026u

void image_write(const char *s, size_t n)
{
	static intptr_t console = -1;
	const struct {
		const char *name;
		uintptr_t mode, length;
	} open = { ":tt", OPEN_WRITE, 3 };

	image_console_lock();
	if (console < 0)
		console = board_semihost(SYS_OPEN, &open);
	board_semihost(SYS_WRITE,
		       (const uintptr_t[]){ (uintptr_t)console, (uintptr_t)s, n });
	image_console_unlock();
}

void board_exit(int code)
{
	for (;;)
		board_semihost(SYS_EXIT_EXTENDED,
			       (const uintptr_t[]){ STOPPED_APPLICATION_EXIT,
						    (uintptr_t)code });
}
