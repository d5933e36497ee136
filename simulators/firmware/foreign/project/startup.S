/* Start-up code in the form in which vendors' generators write it: everything weak, symbols of the linker script by their usual
   names. The vector table of STM32G484 has 118 words. */
    .syntax unified
    .cpu    cortex-m4
    .thumb

    .section .text.Reset_Handler, "ax", %progbits
    .weak   Reset_Handler
    .type   Reset_Handler, %function
Reset_Handler:
    ldr     r0, =_estack
    mov     sp, r0
    ldr     r0, =_sdata
    ldr     r1, =_edata
    ldr     r2, =_sidata
copying:
    cmp     r0, r1
    bcs     copied
    ldr     r3, [r2], #4
    str     r3, [r0], #4
    b       copying
copied:
    ldr     r0, =_sbss
    ldr     r1, =_ebss
    movs    r3, #0
zeroing:
    cmp     r0, r1
    bcs     zeroed
    str     r3, [r0], #4
    b       zeroing
zeroed:
    bl      main
ended:
    b       ended
    .size   Reset_Handler, . - Reset_Handler

    .section .text.Default_Handler, "ax", %progbits
    .type   Default_Handler, %function
Default_Handler:
    b       Default_Handler
    .size   Default_Handler, . - Default_Handler

    .section .isr_vector, "a", %progbits
    .global g_pfnVectors
g_pfnVectors:
    .word   _estack, Reset_Handler, NMI_Handler, HardFault_Handler
    .word   Default_Handler, Default_Handler, Default_Handler, 0, 0, 0, 0
    .word   Default_Handler, Default_Handler, 0, Default_Handler, SysTick_Handler
    .rept   102
    .word   Default_Handler
    .endr

    .irp    name, NMI_Handler, HardFault_Handler, SysTick_Handler
    .weak   \name
    .thumb_set \name, Default_Handler
    .endr
