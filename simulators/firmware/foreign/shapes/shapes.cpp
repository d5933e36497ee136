// Variables of shapes that only C++ has, for reading debug information. It runs nowhere.
using u8 = unsigned char;
using u16 = unsigned short;
using u32 = unsigned int;

extern "C" u32 stack_top;
volatile const void *last;
__attribute__((noinline)) void use(volatile const void *something) { last = something; }

namespace control {

enum class Mode : u16 { idle, running };

class Base {
public:
  virtual u32 step(u32 by) = 0;
  u32 steps = 0;
};

struct Mixin { u16 mixed = 3; };
struct Nothing {};

class Loop : public Base, protected Mixin, private Nothing {
public:
  u32 step(u32 by) override {
    static u32 calls;
    use(&calls);
    return steps += calls += by;
  }
  static u32 created;
  static inline u16 inlined = 5;
  static constexpr u32 fixed = 9;
  class Inner;
  struct Gains { float kp, ki; } gains{1.0f, 2.0f};
  Mode mode = Mode::running;
  u32 flags : 3 = 1;
  u32 level : 9 = 2;

private:
  const u32 &source;

public:
  explicit Loop(const u32 &from) : source(from) {}
  u32 current() const { return source; }
};

class Loop::Inner { public: u32 value = 1; Inner *next = nullptr; };

u32 Loop::created = 1;
u32 input;
Loop loop{input};
Loop::Inner inner;

struct Shared { u32 shared = 1; virtual u32 get() { return shared; } };
struct Left : virtual Shared { u32 left = 2; };
struct Right : virtual Shared { u32 right = 3; };
struct Diamond : Left, Right { u32 bottom = 4; u32 get() override { return bottom; } };

namespace {
u32 hidden = 4;
Diamond diamond;
}

inline namespace version1 { u16 current = 1; }

} // namespace control

namespace other { u32 input = 2; }

template <typename T, u32 N> struct Ring {
  T items[N];
  u32 head = 0;
  static u32 rings;
  void put(T item) {
    static T latest;
    latest = item;
    items[head++ % N] = latest;
    use(&latest);
  }
};
template <typename T, u32 N> u32 Ring<T, N>::rings = 1;

Ring<u16, 4> ring;
Ring<control::Mode, 2> modes;

u32 &reference = control::input;
u32 &&temporary = 5;
u32 control::Base::*member = &control::Base::steps;
u32 (control::Base::*method)(u32) = &control::Base::step;
decltype(nullptr) none;
void (*function)(volatile const void *) = use;
void (&function_reference)(volatile const void *) = use;
struct { u8 a; union { u32 b; u16 c; }; } nameless;
typedef struct { u8 a; u32 b; } named_by_typedef;
named_by_typedef named;
auto lambda = [] { static u32 inside; return ++inside; };

inline u32 counted() {
  static u32 calls = 1;
  return ++calls;
}

__attribute__((section(".vectors"), used)) static const void *const vectors[] = {&stack_top, nullptr};

extern "C" void start() {
  control::Base *base = &control::loop;
  control::input += base->step(1) + (base->*method)(2) + control::diamond.get() + control::loop.current();
  ring.put(1);
  modes.put(control::Mode::idle);
  control::hidden += counted() + lambda() + Ring<u16, 4>::rings + Ring<control::Mode, 2>::rings;
  static const volatile void *const all[] = {
    &control::inner, &control::current, &other::input, &reference, &temporary, &member, &none,
    &nameless, &named, &control::Loop::created, &control::Loop::inlined,
  };
  use(all);
  function(all);
  for (;;) {
  }
}
