/* The other file: statics that are called as those of shapes.c, and are something else. */
#include "shapes.h"

static u16 count = 2;
static struct { u32 value; u8 tag; } state;
u32 between_files[4];
struct forward_too { struct forward *link; u32 (*call)(void); } forward_too;
volatile const void *last;

__attribute__((noinline)) void use(volatile const void *something) { last = something; }

void in_other(void) {
  static u32 seen = 9;
  state.value += count++ + seen++;
  use(&state);
  use(&count);
  use(&seen);
  use(&forward_too);
}
