/* Variables of every shape that C has, for reading debug information. It runs nowhere. */
#include "shapes.h"

#define NOINIT __attribute__((section(".noinit")))
#define RAM_CODE __attribute__((section(".ramcode"), noinline))

extern u32 stack_top;

/* numbers */
s32 number = -5;
volatile u32 changing;
unsigned long long wide = 0x0123456789abcdefULL;
float single = 1.5f;
double twofold;
_Bool truth = 1;
char letter = 'x';
signed char small = -1;
_Atomic u32 atomic;
_Complex float complex;
__attribute__((vector_size(8))) short lanes;

/* one name, two files */
static u32 count = 1;
static struct { u8 tag; u32 value[2]; } state;

/* arrays */
u8 bytes[7];
s32 matrix[2][3];
u16 cube[2][3][4];
typedef u16 row[5];
row rows[3];
const char *names[] = {"one", "two"};
u32 nothing[0];

/* structures */
untagged plain = {1, 2, 3};
struct { u8 a; union { u32 whole; struct { u16 low, high; }; u8 parts[4]; }; } nameless;
struct __attribute__((packed)) packed { u8 a; u32 b; u16 c; } packed;
struct aligned { u8 a; u8 b __attribute__((aligned(8))); } aligned;
struct flexible { u16 length; u8 text[]; } flexible = {3, {1, 2, 3}};
struct empty { int none[0]; } empty_one;
union choice { float f; u32 u; u8 b[4]; struct { u8 x, y; } point; } choice;
struct outer { struct inner { untagged deep[2]; const volatile u8 flag; } inner; struct inner others[2][2]; } outer;

/* bit-fields */
struct bits {
  u32 one : 1;
  u32 five : 5;
  s32 eleven : 11;
  u32 : 0;
  u8 byte : 3;
  u16 across : 12;
  _Bool yes : 1;
  enum mode mode : 4;
  unsigned long long long_one : 40;
} bits;
struct __attribute__((packed)) packed_bits { u8 a : 3; u32 b : 17; u16 c : 9; u8 d; } packed_bits;

/* pointers */
void *anything;
const char *const volatile text = "text";
u32 **twice;
struct node *list;
struct node nodes[2] = {{&nodes[1], 0, 0, STOPPED}, {0, 0, 0, IDLE}};
static void visit(struct node *node, u32 by) { use(node); use(&by); }
void (*handler)(struct node *, u32) = visit;
typedef u32 (*convert)(u32);
convert converters[3];
u32 (*rows_of)[4] = &between_files;
struct forward *unknown;
enum mode mode = RUNNING;
enum { LEFT, RIGHT } side;

/* where start-up code does nothing */
NOINIT u32 kept_over_reset;
NOINIT untagged kept[2];

/* another name, a weak one, a constant in flash */
extern u32 also_changing __attribute__((alias("changing")));
__attribute__((weak)) u16 weak_one = 7;
const u32 in_flash[2] = {1, 2};
u32 renamed __asm__("symbol_of_renamed");

u32 twice_static(u32 by) {
  static u32 seen;
  if (by > 3) {
    static u16 seen = 4;
    use(&seen);
  }
  return seen += by;
}

static inline __attribute__((always_inline)) u32 inlined(u32 by) {
  static u32 calls;
  return calls += by;
}

u32 other_static(u32 by) {
  static u8 seen[3] = {1, 2, 3};
  struct local { u8 a; u32 b; };
  static struct local local;
  use(&local);
  use(seen);
  return by + inlined(by) + inlined(2 * by);
}

RAM_CODE void in_ram(void) { changing += 1; }

__attribute__((section(".vectors"), used)) static const void *const vectors[] = {&stack_top, 0};

void start(void);
void start(void) {
  static const volatile void *const all[] = {
    &number, &wide, &single, &twofold, &truth, &letter, &small, (const void *)&atomic, &complex, &lanes, &count, &state, bytes,
    matrix, cube, rows, names, nothing, &plain, &nameless, &packed, &aligned, &flexible, &empty_one, &choice, &outer,
    &bits, &packed_bits, &anything, &text, &twice, &list, nodes, &handler, converters, &rows_of, &unknown, &mode,
    &side, &kept_over_reset, kept, &also_changing, &weak_one, in_flash, &renamed, between_files,
  };
  use(all);
  state.value[0] += count++;
  changing += twice_static(changing) + other_static(changing);
  in_ram();
  in_other();
  for (;;) {
  }
}
