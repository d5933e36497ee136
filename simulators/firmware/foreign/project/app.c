/* An application that knows nothing of live updates. RELEASE 2 has other code, and a variable more. */
#include <stdint.h>

#ifndef RELEASE
#define RELEASE 1
#endif

struct pid {
  int32_t kp, ki;
  int16_t limit;
};

struct pid pid = {150, 20, 300};
volatile uint32_t ticks;
uint16_t samples[32];
#if RELEASE == 2
volatile uint32_t errors = 7;
const char firmware_version[] = "1.1.0";
#else
const char firmware_version[] = "1.0.0";
#endif

void SysTick_Handler(void) {
  ticks++;
  samples[ticks % 32] = (uint16_t)ticks;
}

#ifdef WITH_THREADS
volatile uint32_t pxCurrentTCB;
#endif

/* What main() does for ever, once everything is set up: a live update goes on here. */
__attribute__((noreturn)) void application(void) {
  for (;;) {
    pid.ki = pid.kp * samples[ticks & 31];
#if RELEASE == 2
    if (pid.ki > pid.limit) errors++;
#endif
#ifdef WITH_THREADS
    pxCurrentTCB = ticks;
#endif
  }
}

int main(void) {
  pid.limit++;
  application();
}
