/* What a live swap leaves to do, once, before the new version uses its variables [AN4767 6.2]. */
#ifndef RUN_ONCE_H
#define RUN_ONCE_H

#include "version.h"

#if RAM_LAYOUT > LAYOUT_FIRST
/* Brings RAM from layout `live_swap.from_layout` to this version's. */
void run_once(void);
#endif

/* Where landing.S continues: run_once, then the background loop. */
__attribute__((noreturn)) void live_entry(void);

#endif
