#include "program.h"

static u32 count __attribute__((section(".state.20")));

u32 count_speed(u32 step) { return count += step; }
