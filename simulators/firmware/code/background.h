/* What runs when no interrupt does: periodic tasks, the most urgent due one first. */
#ifndef BACKGROUND_H
#define BACKGROUND_H

#include "word.h"

struct task {
  char name[12];
  u16 period_ms;
  u16 priority; /* 0 is the most urgent */
  void (*run)(void);
};

extern const struct task tasks[];
extern const u32 task_count;
extern const char version_string[];

__attribute__((noreturn)) void background_loop(void);

#endif
