/* Registers that all three families share, and the way to reach any register. Only what is used. */
#ifndef REGISTERS_H
#define REGISTERS_H

#include "word.h"

#define REG(address) (*(volatile u32 *)(address))

#define FLASH_BASE 0x08000000u
#define FLASH_ACR 0x40022000u
#define SYSCFG_REMAP 0x40010000u /* CFGR1 on L0, MEMRMP on L4 and G4 */

#define SCB_VTOR 0xE000ED08u
#define SCB_AIRCR 0xE000ED0Cu
#define AIRCR_SYSRESETREQ 0x05FA0004u
#define SCB_SHPR3 0xE000ED20u
#define NVIC_ISER(irq) (0xE000E100u + ((irq) / 32) * 4)
#define SYST_CSR 0xE000E010u
#define SYST_RVR 0xE000E014u
#define SYST_CVR 0xE000E018u

#define TIM2 0x40000000u
#define TIM6 0x40001000u
#define TIM_CR1 0x00
#define TIM_DIER 0x0C
#define TIM_SR 0x10
#define TIM_EGR 0x14
#define TIM_CCMR1 0x18
#define TIM_CCER 0x20
#define TIM_CNT 0x24
#define TIM_ARR 0x2C
#define TIM_CCR1 0x34

#define IWDG_KR 0x40003000u
#define IWDG_PR 0x40003004u
#define IWDG_RLR 0x40003008u

#define GPIO_MODER 0x00
#define GPIO_ODR 0x14
#define GPIO_AFRL 0x20

#define WAIT_LOOKS 100000u /* a peripheral that is not ready by then is not going to be */

static inline int wait_for(u32 address, u32 mask, u32 value) {
  for (u32 look = 0; look < WAIT_LOOKS; look++)
    if ((REG(address) & mask) == value) return 1;
  return 0;
}

static inline void set_field(u32 address, u32 mask, u32 value) {
  REG(address) = (REG(address) & ~mask) | value;
}

__attribute__((noreturn)) static inline void system_reset(void) {
  REG(SCB_AIRCR) = AIRCR_SYSRESETREQ;
  for (;;) __asm__ volatile("");
}

#endif
