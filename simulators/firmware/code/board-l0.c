/* L073 and L083 [RM0367]. */
#include "board.h"

#define RCC_CR 0x40021000u
#define RCC_CFGR 0x4002100Cu
#define RCC_IOPENR 0x4002102Cu
#define RCC_APB2ENR 0x40021034u
#define RCC_APB1ENR 0x40021038u
#define PWR_CR 0x40007000u
#define PWR_CSR 0x40007004u
#define ADC_ISR 0x40012400u
#define ADC_CR 0x40012408u
#define ADC_CFGR1 0x4001240Cu
#define ADC_CFGR2 0x40012410u
#define ADC_CHSELR 0x40012428u

const u32 family_port_a = 0x50000000u;
const u32 family_pwm_function = 2;

void family_enable_peripherals(void) {
  REG(RCC_IOPENR) |= 1u << 0;                             /* port A */
  REG(RCC_APB1ENR) |= (1u << 0) | (1u << 4) | (1u << 28); /* TIM2, TIM6, PWR */
  REG(RCC_APB2ENR) |= (1u << 0) | (1u << 9);              /* SYSCFG, ADC */
  (void)REG(RCC_APB2ENR);
}

/* HSI16 x 4 / 2 = 32 MHz, which needs voltage range 1 and one wait state. */
void family_start_clock(void) {
  set_field(PWR_CR, 3u << 11, 1u << 11);
  if (!wait_for(PWR_CSR, 1u << 4, 0)) return;
  REG(RCC_CR) |= 1u << 0;
  if (!wait_for(RCC_CR, 1u << 2, 1u << 2)) return;
  REG(FLASH_ACR) |= 1u << 0;
  REG(FLASH_ACR) |= (1u << 1) | (1u << 6); /* prefetch and pre-read */
  set_field(RCC_CFGR, (1u << 16) | (0xFu << 18) | (3u << 22), (1u << 18) | (1u << 22));
  REG(RCC_CR) |= 1u << 24;
  if (!wait_for(RCC_CR, 1u << 25, 1u << 25)) return;
  set_field(RCC_CFGR, 3u, 3u);
  wait_for(RCC_CFGR, 3u << 2, 3u << 2);
}

void family_start_adc(void) {
  REG(ADC_CFGR2) = 1u << 30; /* PCLK / 2 */
  REG(ADC_CR) = 1u << 31;    /* calibrate; the regulator comes up by itself */
  if (!wait_for(ADC_CR, 1u << 31, 0)) return;
  REG(ADC_CFGR1) = (1u << 13) | (1u << 12); /* continuous, the newest sample wins */
  REG(ADC_CHSELR) = 1u << 1;
  REG(ADC_CR) |= 1u << 0;
  if (!wait_for(ADC_ISR, 1u << 0, 1u << 0)) return;
  REG(ADC_CR) |= 1u << 2;
}
