/* The bank swap of the L0 family: the unmodifiable code of [AN4767 4], at 0x400 of every image.

   Never change a byte of it: while it runs, the processor fetches one half from the old image and the other
   half from the new one. `make check` compares it with swap-sections.sha256 and between all versions.

   in: r0 = vector table in RAM of the pair that the other bank uses (already filled)
   It uses no stack and does not return: it continues at 0x500 of the image that the flip brought in.
   All addresses are loaded before the flip, so nothing is read from flash as data after it. */
    .syntax unified
    .cpu cortex-m0plus
    .thumb

    .equ LANDING_DISTANCE, 0x100
    .equ ACR_PRFTEN_PRE_READ, 0x42  /* FLASH_ACR: bits 1 and 6 */
    .equ ACR_DISAB_BUF, 0x20        /* FLASH_ACR: bit 5 */
    .equ CFGR1_UFB, 0x08            /* SYSCFG_CFGR1: bit 3 */

    .section .swap, "ax", %progbits
    .global bank_swap
    .type bank_swap, %function
    .align 2
bank_swap:
    ldr     r1, flash_acr
    ldr     r4, scb_vtor
    ldr     r5, syscfg_cfgr1

    cpsid   i                       /* 1 interrupts off: what arrives from here on stays pending */

    ldr     r2, [r1]                /* 2 prefetch and pre-read off, buffers off (which empties them) */
    movs    r6, r2
    movs    r3, #ACR_PRFTEN_PRE_READ
    bics    r6, r3
    movs    r3, #ACR_DISAB_BUF
    orrs    r6, r3
    str     r6, [r1]
    ldr     r6, [r1]

    str     r0, [r4]                /* 3 vector table of the other pair */
    dsb

    ldr     r6, [r5]                /* 4 flip UFB, then wait until it reads back */
    movs    r3, #CFGR1_UFB
    eors    r6, r3
    str     r6, [r5]
flipping:
    ldr     r3, [r5]
    cmp     r3, r6
    bne     flipping
    dsb
    isb

    str     r2, [r1]                /* 5 buffers as before: prefetch can only be set once */
    str     r2, [r1]                /*   DISAB_BUF is clear, hence twice */
    ldr     r3, [r1]

    cpsie   i                       /* 6 interrupts on: pending ones run now, from the new pair */
    isb
    b       bank_swap + LANDING_DISTANCE

    .align 2
flash_acr:
    .word   0x40022000
scb_vtor:
    .word   0xE000ED08
syscfg_cfgr1:
    .word   0x40010000
    .balign 8, 0
    .size   bank_swap, . - bank_swap
