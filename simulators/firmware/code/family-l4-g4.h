/* What L4 and G4 have in common: the reset and clock unit, and the ADC. */
#ifndef FAMILY_L4_G4_H
#define FAMILY_L4_G4_H

#include "board.h"

#define RCC_CR 0x40021000u
#define RCC_CFGR 0x40021008u
#define RCC_PLLCFGR 0x4002100Cu
#define RCC_AHB2ENR 0x4002104Cu
#define RCC_APB1ENR1 0x40021058u
#define RCC_APB2ENR 0x40021060u
#define HSI_ON (1u << 8)
#define HSI_READY (1u << 10)
#define PLL_ON (1u << 24)
#define PLL_READY (1u << 25)
#define PLL_SOURCE_HSI 2u
#define PLL_R_ENABLE (1u << 24)
#define SW_PLL 3u
#define SWS_PLL (3u << 2)
#define LATENCY_4 4u
#define CACHES_ON 0x700u

static inline void enable_peripherals(void) {
  REG(RCC_AHB2ENR) |= (1u << 0) | (1u << 13);              /* port A, ADC */
  REG(RCC_APB1ENR1) |= (1u << 0) | (1u << 4) | (1u << 28); /* TIM2, TIM6, PWR */
  REG(RCC_APB2ENR) |= 1u << 0;                             /* SYSCFG */
  (void)REG(RCC_APB2ENR);
}

/* Locks the PLL on HSI16 / divide * multiply / 2, with the four wait states it needs set before. */
static inline int lock_pll(u32 divide, u32 multiply) {
  REG(RCC_CR) |= HSI_ON;
  if (!wait_for(RCC_CR, HSI_READY, HSI_READY)) return 0;
  set_field(FLASH_ACR, 0xF, LATENCY_4);
  if (!wait_for(FLASH_ACR, 0xF, LATENCY_4)) return 0;
  REG(FLASH_ACR) |= CACHES_ON;
  REG(RCC_PLLCFGR) = PLL_SOURCE_HSI | ((divide - 1) << 4) | (multiply << 8) | PLL_R_ENABLE;
  REG(RCC_CR) |= PLL_ON;
  return wait_for(RCC_CR, PLL_READY, PLL_READY);
}

static inline int run_from_pll(void) {
  set_field(RCC_CFGR, 3u, SW_PLL);
  return wait_for(RCC_CFGR, SWS_PLL, SWS_PLL);
}

/* Continuous conversion of one channel; the ADC runs on HCLK / 4. */
static inline void start_adc(u32 adc, u32 channel) {
  REG(adc + 0x308) = 3u << 16;
  REG(adc + 0x08) = 0;         /* out of deep power-down */
  REG(adc + 0x08) = 1u << 28;  /* regulator on: 20 us */
  for (u32 turn = 0; turn < CLOCK_HZ / 50000; turn++) __asm__ volatile("");
  REG(adc + 0x08) = (1u << 28) | (1u << 31);
  if (!wait_for(adc + 0x08, 1u << 31, 0)) return;
  REG(adc + 0x0C) = (1u << 13) | (1u << 12); /* continuous, the newest sample wins */
  REG(adc + 0x30) = channel << 6;
  REG(adc + 0x08) = (1u << 28) | (1u << 0);
  if (!wait_for(adc + 0x00, 1u << 0, 1u << 0)) return;
  REG(adc + 0x08) = (1u << 28) | (1u << 2);
}

#endif
