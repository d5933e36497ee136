/* The bank swap of the L4 and G4 families: the unmodifiable code of [AN4767 4], at 0x400 of every image.

   Never change a byte of it: while it runs, the processor fetches one half from the old image and the other
   half from the new one. `make check` compares it with swap-sections.sha256 and between all versions.

   in: r0 = vector table in RAM of the pair that the other bank uses (already filled)
   It uses no stack and does not return: it continues at 0x500 of the image that the flip brought in.
   Addresses are built from immediates, so nothing is read from flash as data. */
    .syntax unified
    .cpu cortex-m4
    .thumb

    .equ LANDING_DISTANCE, 0x100
    .equ ACR_ON, 0x0700             /* FLASH_ACR: PRFTEN bit 8, ICEN bit 9, DCEN bit 10 */
    .equ ACR_RESET, 0x1800          /* FLASH_ACR: ICRST bit 11, DCRST bit 12 */
    .equ MEMRMP_FB_MODE, 0x0100     /* SYSCFG_MEMRMP: bit 8 */

    .section .swap, "ax", %progbits
    .global bank_swap
    .type bank_swap, %function
    .align 2
bank_swap:
    movw    r1, #0x2000             /* FLASH_ACR 0x40022000 */
    movt    r1, #0x4002
    movw    r4, #0xED08             /* SCB_VTOR 0xE000ED08 */
    movt    r4, #0xE000
    movw    r5, #0x0000             /* SYSCFG_MEMRMP 0x40010000 */
    movt    r5, #0x4001

    cpsid   i                       /* 1 interrupts off: what arrives from here on stays pending */

    ldr     r2, [r1]                /* 2 prefetch and caches off, then flushed: a flush needs them off */
    bic.w   r3, r2, #ACR_ON
    str     r3, [r1]
    orr.w   r6, r3, #ACR_RESET
    str     r6, [r1]
    str     r3, [r1]
    ldr     r6, [r1]

    str     r0, [r4]                /* 3 vector table of the other pair */
    dsb

    ldr     r6, [r5]                /* 4 flip FB_MODE, then wait until it reads back */
    eor.w   r6, r6, #MEMRMP_FB_MODE
    str     r6, [r5]
flipping:
    ldr     r3, [r5]
    cmp     r3, r6
    bne     flipping
    dsb
    isb

    str     r2, [r1]                /* 5 prefetch and caches as before */
    ldr     r3, [r1]

    cpsie   i                       /* 6 interrupts on: pending ones run now, from the new pair */
    isb
    b.w     bank_swap + LANDING_DISTANCE
    .balign 8, 0
    .size   bank_swap, . - bank_swap
