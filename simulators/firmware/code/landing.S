/* Where bank_swap continues, at 0x500 of every image. Unlike bank_swap it belongs to its version: it only
   has to be at this place. The stack and the registers still hold what the old version left, so it starts
   afresh. */
    .syntax unified
    .thumb
    .section .landing, "ax", %progbits
    .global landing
    .type landing, %function
    .align 2
landing:
    ldr     r0, stack_top
    msr     msp, r0
    ldr     r1, entry
    bx      r1
    .org    0x10
stack_top:
    .word   __stack_top
entry:
    .word   live_entry
    .org    0x18
    .word   __isr_pair_a_load
    .word   __isr_pair_b_load
    .size   landing, . - landing
