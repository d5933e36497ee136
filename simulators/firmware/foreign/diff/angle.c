#include "program.h"

static u32 count __attribute__((section(".state.21")));

u32 count_angle(u32 step) {
  static u32 calls __attribute__((section(".state.22")));
  calls++;
  return count += step;
}
