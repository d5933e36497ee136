/* G474 and G484 [RM0440]. */
#include "family-l4-g4.h"

#define PWR_CR5 0x40007080u
#define HPRE_MASK (0xFu << 4)
#define HPRE_HALF (8u << 4)

const u32 family_port_a = 0x48000000u;
const u32 family_pwm_function = 1;

void family_enable_peripherals(void) { enable_peripherals(); }

/* HSI16 / 4 * 85 / 2 = 170 MHz. Boost mode, and half speed for a microsecond on the way up [RM0440]. */
void family_start_clock(void) {
  REG(PWR_CR5) &= ~(1u << 8);
  if (!lock_pll(4, 85)) return;
  set_field(RCC_CFGR, HPRE_MASK, HPRE_HALF);
  if (run_from_pll())
    for (u32 turn = 0; turn < 100; turn++) __asm__ volatile("");
  set_field(RCC_CFGR, HPRE_MASK, 0);
}

void family_start_adc(void) { start_adc(0x50000000u, 2); }
