/* L476 and L486 [RM0351]. */
#include "family-l4-g4.h"

#define GPIOA_ASCR 0x4800002Cu

const u32 family_port_a = 0x48000000u;
const u32 family_pwm_function = 1;

void family_enable_peripherals(void) { enable_peripherals(); }

/* HSI16 / 2 * 20 / 2 = 80 MHz; voltage range 1 is the reset value. */
void family_start_clock(void) {
  if (lock_pll(2, 20)) run_from_pll();
}

void family_start_adc(void) {
  REG(GPIOA_ASCR) |= 1u << 1; /* PA1 to the ADC */
  start_adc(0x50040000u, 6);
}
