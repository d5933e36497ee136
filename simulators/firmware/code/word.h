/* Fixed-width words. No header of a C library is used, so no path of one gets into the debug information. */
#ifndef WORD_H
#define WORD_H

typedef __UINT8_TYPE__ u8;
typedef __UINT16_TYPE__ u16;
typedef __UINT32_TYPE__ u32;
typedef __INT16_TYPE__ i16;
typedef __INT32_TYPE__ i32;
typedef __INT64_TYPE__ i64;

/* Everything before has reached memory, and what follows is fetched anew. */
#define BARRIER() __asm__ volatile("dsb\n\tisb" ::: "memory")

#endif
