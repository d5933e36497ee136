import { decodePlans, encodePlans, type SwapPlan, type SwapStep } from '@twinbank/image';

import { rule, type Target } from './target.js';

const STEP_BYTES_MAX = 4096;

/** Reads the plans that an image carries. */
export type PlanDecoder = typeof decodePlans;

/**
 * What reads plans. A device writes to its RAM by them while interrupts are off, so what they may say is said here once more.
 *
 * @param decode another decoder, to show that the rules notice what it lets through
 */
export const planTarget = (decode: PlanDecoder = decodePlans): Target => ({
  name: 'plans',
  about: 'plans of what is done in RAM at a live swap',
  seeds: () => [somePlans(), [{ from: [nearly(0), nearly(1)], steps: [] }], exchange(), manySteps()].map(encodePlans),
  words: ['\x01\0', '\x02\0', '\x03\0', '\0\0\0\x20', '\xff\xff\xff\xff', '\x04\0\0\0'],
  bytesMax: STEP_BYTES_MAX,
  read: (bytes) => {
    const plans = decode(bytes);
    const origins = plans.flatMap(({ from }) => from.map(String));
    rule(new Set(origins).size === origins.length, 'no image has two plans');
    rule(origins.length > 0 && origins.length <= 16, 'plans are for 1 to 16 images');
    const steps = plans.flatMap((plan) => plan.steps);
    const data = steps.reduce((sum, step) => sum + (step.do === 'initialise' ? step.bytes.length : 0), 0);
    rule(steps.length <= 128 && data <= 4096, 'no more is to be done than fits into a slot');
    const carried = plans.map((plan) =>
      plan.steps.reduce((sum, { do: kind, length }) => sum + (kind === 'carry' ? length : 0), 0),
    );
    rule(Math.max(...carried) <= 512, 'an agent has room for what it carries');
    for (const plan of plans) holdOrder(plan.steps);
    rule(Buffer.compare(encodePlans(plans), bytes) === 0, 'plans that were read are written again as they were');
  },
});

/** One after the other, the steps do what all of them together say; what is carried was read before. */
function holdOrder(steps: readonly SwapStep[]): void {
  steps.forEach(({ to, length }, index) => {
    rule(length > 0 && to + length <= 2 ** 32, 'a step lies within the address space');
    for (const later of steps.slice(index + 1)) {
      const meets = (at: number): boolean => to < at + later.length && at < to + length;
      rule(!meets(later.to), 'no byte is written twice');
      rule(later.do !== 'move' || !meets(later.from), 'no byte is overwritten before it is moved');
    }
  });
}

/** Plans with a step of each kind, which overlap in the ways in which they may. */
export const somePlans = (): readonly SwapPlan[] => [
  {
    from: [1, 2].map((byte) => new Uint8Array(32).fill(byte)),
    steps: [
      { do: 'move', from: 0x2000_3004, to: 0x2000_3008, length: 8 },
      { do: 'move', from: 0x2000_3000, to: 0x2000_3004, length: 4 },
      { do: 'initialise', to: 0x2000_3000, length: 4, bytes: Uint8Array.of(1, 2) },
    ],
  },
  {
    from: [new Uint8Array(32).fill(3)],
    steps: [{ do: 'initialise', to: 0x2000_3100, length: 5, bytes: new Uint8Array(0) }],
  },
];

/** The digest of an image that differs from another one by a bit. */
const nearly = (bit: number): Uint8Array => new Uint8Array(32).fill(bit, 31);

/** Values that change places, as many bytes as an agent has room for. */
const exchange = (): readonly SwapPlan[] => [
  {
    from: [new Uint8Array(32).fill(5)],
    steps: [
      { do: 'move', from: 0x2000_6000, to: 0x2000_5000, length: 400 },
      { do: 'carry', from: 0x2000_5000, to: 0x2000_6000, length: 448 },
      { do: 'carry', from: 0x2000_7000, to: 0x2000_7002, length: 64 },
    ],
  },
];

const manySteps = (): readonly SwapPlan[] => [
  {
    from: [new Uint8Array(32).fill(4)],
    steps: Array.from({ length: 40 }, (_, nth): SwapStep => ({
      ...{ do: 'move', from: 0x2000_4000 + 8 * nth, to: 0x2000_3ff8 + 8 * nth, length: 8 },
    })),
  },
];
