import { FINISH_POLICIES, isFaultCode, STAGES, type FaultCode, type FieldReader } from '@twinbank/protocol';

import type { ChipsRun } from '../chips/chip-sight.js';
import type { KnownImage } from '../device/bank-sight.js';
import type { Reached, SwapSight } from '../device/device-outcome.js';
import { noFaultsMet, type FaultsMet } from '../line/fault-rates.js';
import type { OrderRecord } from '../device/order-record.js';

/** What the simulator knows about a device's last job, besides the content of its chip. */
export interface ProgressRecord {
  readonly stage: Reached;
  readonly order?: OrderRecord;
  readonly before: string;
  readonly fault?: FaultCode;
  readonly swap?: SwapSight;
  readonly jobs: number;
  readonly blocks: number;
  readonly bytes: number;
  /** The last few images that its orders named, which may be in its banks. */
  readonly images: readonly KnownImage[];
  /** What its other chips ran when the last order came; missing before the first order. */
  readonly chipsBefore?: ChipsRun;
}

const COUNT_MAX = Number.MAX_SAFE_INTEGER;
const VERSION_MAX = 64;
const SHA256_HEX = /^[0-9a-f]{64}$/;
/** Two banks, and what an order is about to install. */
export const IMAGES_MAX = 4;
const REACHED: readonly Reached[] = ['idle', ...STAGES];

/** Reads what was written as JSON. @throws Fault `message_malformed` */
export function readProgress(fields: FieldReader): ProgressRecord {
  const order = fields.optional('order', (name) => readOrder(fields.nested(name)));
  const swap = fields.optional('swap', (name) => readSwap(fields.nested(name)));
  const chipsBefore = fields.optional('chipsBefore', (name) => readChips(fields.nested(name)));
  const fault = fields.optional('fault', (name) => fields.text(name, VERSION_MAX));
  return {
    stage: fields.oneOf('stage', REACHED),
    ...(order && { order }),
    before: fields.text('before', VERSION_MAX),
    ...(isFaultCode(fault) && { fault }),
    ...(swap && { swap }),
    jobs: fields.whole('jobs', 0, COUNT_MAX),
    blocks: fields.whole('blocks', 0, COUNT_MAX),
    bytes: fields.whole('bytes', 0, COUNT_MAX),
    images: fields
      .objects('images', IMAGES_MAX)
      .map((image) => ({
        version: image.text('version', VERSION_MAX),
        length: image.whole('length', 1, COUNT_MAX),
        sha256: image.text('sha256', 64, SHA256_HEX),
      })),
    ...(chipsBefore && { chipsBefore }),
  };
}

const readChips = (chips: FieldReader): ChipsRun =>
  Object.fromEntries(chips.names().map((target) => [target, chips.text(target, 64, SHA256_HEX)]));

/** Not in files of before fleets had other chips. */
const SINCE_CHIPS: ReadonlySet<keyof FaultsMet> = new Set(['chipsRefused', 'chipsSlow', 'chipsForgot']);

/** Reads how often a device met each fault. @throws Fault `message_malformed` */
export function readFaultsMet(fields: FieldReader): FaultsMet {
  const met = noFaultsMet();
  for (const name of Object.keys(met) as (keyof FaultsMet)[])
    if (!SINCE_CHIPS.has(name) || fields.has(name)) met[name] = fields.whole(name, 0, COUNT_MAX);
  return met;
}

const readOrder = (fields: FieldReader): OrderRecord => ({
  job: fields.whole('job', 1, COUNT_MAX),
  version: fields.text('version', VERSION_MAX),
  policy: fields.oneOf('policy', FINISH_POLICIES),
  blocks: fields.whole('blocks', 1, COUNT_MAX),
  imageBytes: fields.whole('imageBytes', 1, COUNT_MAX),
  imageSha256: fields.text('imageSha256', 64, SHA256_HEX),
});

const readSwap = (fields: FieldReader): SwapSight => ({
  slotStartUs: fields.number('slotStartUs', 0, COUNT_MAX),
  slotLengthUs: fields.number('slotLengthUs', 0, COUNT_MAX),
  swapUs: fields.number('swapUs', 0, COUNT_MAX),
  addedLatencyUs: fields.number('addedLatencyUs', 0, COUNT_MAX),
  deadlinesMissed: fields.whole('deadlinesMissed', 0, COUNT_MAX),
});
