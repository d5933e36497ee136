/* Addresses of other variables that are kept over a live swap. Where -DMOVED has `speed` and `peak` elsewhere, `watched` leads to
   something else, and `cursor` may; `head` leads to what stays where it is. Added to program.c in the variants `pointer…`. */
#include "program.h"

#define AT_PLACE(place) __attribute__((section(".state." #place)))

struct node {
  struct node *next;
  u16 value;
};

extern volatile u32 speed;
volatile u32 *watched __attribute__((section(".initial"))) = &speed;
volatile u32 *cursor AT_PLACE(20);
struct node nodes[2] AT_PLACE(20);
struct node *head __attribute__((section(".initial"))) = &nodes[1];
