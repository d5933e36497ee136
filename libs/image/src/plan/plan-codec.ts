import { concatBytes, fromHex, toHex } from '@twinbank/primitives';
import { faultOf, type FieldReader } from '@twinbank/protocol';

import { flawInPlans, PLAN_LIMITS, type SwapPlan, type SwapStep } from './swap-plan.js';

const FORMAT = 1;
const HEAD_BYTES = 4;
const PLAN_BYTES = 4;
const ORIGIN_BYTES = 32;
const STEP_BYTES = 16;
const WORD = 4;
const WORD_MAX = 0xffffffff;
const DIGEST = /^[0-9a-f]{64}$/;
const STEPS = ['move', 'initialise', 'carry'] as const;

/** Longest plans in bytes, as an image carries them. */
export const PLANS_BYTES_MAX =
  HEAD_BYTES +
  PLAN_LIMITS.plans * PLAN_BYTES +
  PLAN_LIMITS.origins * ORIGIN_BYTES +
  PLAN_LIMITS.steps * (STEP_BYTES + WORD - 1) +
  PLAN_LIMITS.dataBytes;

/**
 * Plans as an image carries them, all numbers little-endian: format and number of plans (16 bits each); for each plan the numbers of its
 * images and of its steps (16 bits each) and the SHA-256 of each image; for each step its kind (8 bits; 1 moves, 2 initialises, 3 carries), a zero,
 * the number of bytes that follow (16 bits), `to`, `length` and `from` (32 bits each, 0 where a value is initialised), and the bytes, filled
 * up with zeros to a whole word.
 *
 * @throws Fault `plan_invalid`
 */
export function encodePlans(plans: readonly SwapPlan[]): Uint8Array {
  const flaw = flawInPlans(plans);
  if (flaw !== undefined) throw invalid(flaw);
  const parts = plans.flatMap(({ from, steps }) => [u16(from.length, steps.length), ...from, ...steps.map(encodeStep)]);
  return concatBytes(u16(FORMAT, plans.length), ...parts);
}

function encodeStep(step: SwapStep): Uint8Array {
  const bytes = step.do === 'initialise' ? step.bytes : new Uint8Array(0);
  const coded = new Uint8Array(STEP_BYTES + wordsOf(bytes.length));
  const view = new DataView(coded.buffer);
  view.setUint8(0, STEPS.indexOf(step.do) + 1);
  view.setUint16(2, bytes.length, true);
  view.setUint32(4, step.to, true);
  view.setUint32(8, step.length, true);
  view.setUint32(12, step.do === 'initialise' ? 0 : step.from, true);
  coded.set(bytes, STEP_BYTES);
  return coded;
}

/**
 * Reads plans of an image. There is one way only to write down the same plans.
 *
 * @throws Fault `plan_invalid`
 *
 * @example
 * ```ts
 * import { decodePlans, encodePlans } from '@twinbank/image';
 *
 * const from = [new Uint8Array(32).fill(7)];
 * const bytes = encodePlans([{ from, steps: [{ do: 'move', from: 0x20000000, to: 0x20000010, length: 4 }] }]);
 * console.log(bytes.length, decodePlans(bytes)[0]?.steps.length); // 56 1
 * ```
 */
export function decodePlans(bytes: Uint8Array): SwapPlan[] {
  if (bytes.length > PLANS_BYTES_MAX) throw invalid(`the plans have more than ${PLANS_BYTES_MAX} bytes`);
  const reader = new Reader(bytes);
  const [format, count] = [reader.u16(), reader.u16()];
  if (format !== FORMAT) throw invalid(`the plans have format ${format}; this version reads ${FORMAT}`);
  const plans = Array.from({ length: within(count, PLAN_LIMITS.plans) }, () => readPlan(reader));
  if (reader.left > 0) throw invalid(`${reader.left} bytes follow the last plan`);
  const flaw = flawInPlans(plans);
  if (flaw !== undefined) throw invalid(flaw);
  return plans;
}

function readPlan(reader: Reader): SwapPlan {
  const [origins, steps] = [reader.u16(), reader.u16()];
  const from = Array.from({ length: within(origins, PLAN_LIMITS.origins) }, () => reader.bytes(ORIGIN_BYTES));
  return { from, steps: Array.from({ length: within(steps, PLAN_LIMITS.steps) }, () => readStep(reader)) };
}

function readStep(reader: Reader): SwapStep {
  const kind = STEPS[reader.u8() - 1];
  const isReserved = reader.u8() === 0;
  const count = reader.u16();
  const [to, length, from] = [reader.u32(), reader.u32(), reader.u32()];
  const bytes = reader.bytes(within(count, PLAN_LIMITS.dataBytes));
  const isFilled = reader.bytes(wordsOf(count) - count).every((byte) => byte === 0);
  if (!kind || !isReserved || !isFilled) throw invalid(`the step at ${to} is of an unknown kind or form`);
  if (kind !== 'initialise') {
    if (count > 0) throw invalid(`a step that ${kind === 'move' ? 'moves' : 'carries'} to ${to} has bytes of its own`);
    return { do: kind, from, to, length };
  }
  if (from !== 0) throw invalid(`a step that initialises ${to} says where from`);
  return { do: kind, to, length, bytes };
}

/** Reads numbers and bytes one after the other. */
class Reader {
  private at = 0;
  private readonly view: DataView;

  constructor(private readonly all: Uint8Array) {
    this.view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  }

  get left(): number {
    return this.all.length - this.at;
  }

  u8(): number {
    return this.view.getUint8(this.take(1));
  }

  u16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.take(WORD), true);
  }

  bytes(count: number): Uint8Array {
    const at = this.take(count);
    return this.all.slice(at, at + count);
  }

  private take(count: number): number {
    if (count > this.left) throw invalid('the plans end too early');
    const { at } = this;
    this.at += count;
    return at;
  }
}

/** Plans as they stand in a manifest. */
export const plansJson = (plans: readonly SwapPlan[]): Record<string, unknown>[] =>
  plans.map(({ from, steps }) => ({
    from: from.map(toHex),
    steps: steps.map((step) => (step.do !== 'initialise' ? step : { ...step, bytes: toHex(step.bytes) })),
  }));

/** Reads the plans of a manifest. @throws Fault `message_malformed` for a field, `plan_invalid` for what they say */
export function readPlansField(plans: readonly FieldReader[]): SwapPlan[] {
  const read = plans.map((plan): SwapPlan => {
    plan.only('from', 'steps');
    return {
      from: plan.texts('from', PLAN_LIMITS.origins, DIGEST).map((digits) => fromHex(digits)!),
      steps: plan.objects('steps', PLAN_LIMITS.steps).map(readStepFields),
    };
  });
  const flaw = flawInPlans(read);
  if (flaw !== undefined) throw invalid(flaw);
  return read;
}

function readStepFields(step: FieldReader): SwapStep {
  const word = (name: string): number => step.whole(name, 0, WORD_MAX);
  const [to, length] = [word('to'), word('length')];
  const kind = step.oneOf('do', STEPS);
  if (kind !== 'initialise') {
    step.only('do', 'from', 'to', 'length');
    return { do: kind, from: word('from'), to, length };
  }
  step.only('do', 'to', 'length', 'bytes');
  const bytes = fromHex(step.text('bytes', 2 * PLAN_LIMITS.dataBytes, /^(?:[0-9a-f]{2})*$/))!;
  return { do: 'initialise', to, length, bytes };
}

const u16 = (one: number, other: number): Uint8Array => Uint8Array.of(one & 0xff, one >> 8, other & 0xff, other >> 8);

const wordsOf = (bytes: number): number => Math.ceil(bytes / WORD) * WORD;

function within(count: number, most: number): number {
  if (count > most) throw invalid(`the plans say that something is there ${count} times; at most ${most} are taken`);
  return count;
}

const invalid = (detail: string): Error => faultOf('plan_invalid', detail);
