#include "board.h"

static void start_tick(void) {
  REG(SCB_SHPR3) = 0xC0000000u; /* SysTick below the control interrupt, which keeps the highest priority */
  REG(SYST_RVR) = CLOCK_HZ / 1000 - 1;
  REG(SYST_CVR) = 0;
  REG(SYST_CSR) = 7;
}

static void start_pwm(void) {
  set_field(family_port_a + GPIO_AFRL, 0xF, family_pwm_function);
  set_field(family_port_a + GPIO_MODER, 0xC03, 0x402); /* PA0 alternate, PA5 output, PA1 stays analog */
  REG(TIM2 + TIM_ARR) = PWM_STEPS - 1;
  REG(TIM2 + TIM_CCR1) = PWM_STEPS / 2;
  REG(TIM2 + TIM_CCMR1) = 0x68; /* PWM mode 1, preloaded */
  REG(TIM2 + TIM_CCER) = 1;
  REG(TIM2 + TIM_EGR) = 1;
  REG(TIM2 + TIM_CR1) = 1;
}

static void start_control(void) {
  REG(TIM6 + TIM_ARR) = CONTROL_PERIOD_CYCLES - 1;
  REG(TIM6 + TIM_EGR) = 1;
  REG(TIM6 + TIM_SR) = 0;
  REG(TIM6 + TIM_DIER) = 1;
  REG(NVIC_ISER(CONTROL_IRQ)) = 1u << (CONTROL_IRQ % 32);
  REG(TIM6 + TIM_CR1) = 1;
}

static void start_watchdog(void) {
  REG(IWDG_KR) = 0xCCCC;
  REG(IWDG_KR) = 0x5555;
  REG(IWDG_PR) = 3; /* LSI / 32: about 1 ms a step */
  REG(IWDG_RLR) = 250;
  REG(IWDG_KR) = 0xAAAA;
}

void board_start(void) {
  family_start_clock();
  start_watchdog();
  family_start_adc();
  start_pwm();
  start_control();
  start_tick();
}

void board_kick_watchdog(void) { REG(IWDG_KR) = 0xAAAA; }

void board_toggle_light(void) { REG(family_port_a + GPIO_ODR) ^= 1u << 5; }
