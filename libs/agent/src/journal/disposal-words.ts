import type { DeviceTime } from '@twinbank/protocol';

import type { NvmLog } from './nvm-log.js';

/** What the device keeps of an order of disposal: enough to make its receipt again, and to go on after a cut. */
export interface DisposalRecord {
  /**
   * `ordered`: there is no way back, and the receipt is told. `acknowledged`: the server has the receipt, and the keys are being erased.
   * `forgotten`: they are gone, and of the rest only this mark is left.
   */
  readonly state: DisposalState;
  readonly sequence: number;
  /** SHA-256 of the ASCII of the order's compact JWS. */
  readonly order: Uint8Array;
  /** The bank that ran, and the device's own time, when the order was taken. */
  readonly active: 1 | 2;
  readonly time: DeviceTime;
}

export type DisposalState = (typeof STATES)[number];

/** By their number in the journal, from 1. Only append to this list. */
const STATES = ['ordered', 'acknowledged', 'forgotten'] as const;
const TIME_KINDS = ['none', 'clock', 'start'] as const;

/** The state in the lowest byte, then the bank, then the kind of the time. */
export const DISPOSAL_MARK = 0xd0;
const SEQUENCE = 0xd1;
/** In two words. */
const TIME = 0xd2;
const ORDER = 0xd8;
const DIGEST_WORDS = 8;
const BANK_2 = 1 << 8;
const TIME_SHIFT = 16;

type Change = readonly [address: number, value: number];

/** The changes that keep an order: all of them or none. The mark comes last, as everything that decides. */
export function disposalChanges({ sequence, order, time, ...rest }: DisposalRecord): Change[] {
  const view = new DataView(order.buffer, order.byteOffset, order.byteLength);
  const value = time.kind === 'clock' ? time.unixMs : time.kind === 'start' ? time.start : 0;
  return [
    ...Array.from({ length: DIGEST_WORDS }, (_, i) => [ORDER + i, view.getUint32(4 * i)] as const),
    [TIME, Math.floor(value / 2 ** 32)],
    [TIME + 1, value % 2 ** 32],
    [SEQUENCE, sequence],
    [DISPOSAL_MARK, markOf({ time, ...rest })],
  ];
}

/** The mark of a record alone. */
export const markOf = ({ state, active, time }: Pick<DisposalRecord, 'state' | 'active' | 'time'>): number =>
  (STATES.indexOf(state) + 1) | (active === 2 ? BANK_2 : 0) | (TIME_KINDS.indexOf(time.kind) << TIME_SHIFT);

/** What the journal holds of a disposal; undefined if none was ordered. */
export function heldDisposal(log: Pick<NvmLog, 'get' | 'has'>): DisposalRecord | undefined {
  if (!log.has(DISPOSAL_MARK)) return undefined;
  const mark = log.get(DISPOSAL_MARK);
  const order = new Uint8Array(4 * DIGEST_WORDS);
  const view = new DataView(order.buffer);
  for (let i = 0; i < DIGEST_WORDS; i++) view.setUint32(4 * i, log.get(ORDER + i));
  return {
    // A number that only a newer agent writes is further than all that this one knows.
    state: STATES[(mark & 0xff) - 1] ?? 'forgotten',
    sequence: log.get(SEQUENCE),
    order,
    active: mark & BANK_2 ? 2 : 1,
    time: timeOf(mark >>> TIME_SHIFT, log.get(TIME) * 2 ** 32 + log.get(TIME + 1)),
  };
}

function timeOf(number: number, value: number): DeviceTime {
  const kind = TIME_KINDS[number];
  if (kind === 'clock') return { kind, unixMs: value };
  return kind === 'start' ? { kind, start: value } : { kind: 'none' };
}
