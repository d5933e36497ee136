import type { Ticket } from '@twinbank/image';
import type { DeviceReport, DeviceStatus, DisposalReceipt, Receipt } from '@twinbank/protocol';

const DIGEST = 'ab'.repeat(32);

const STATUS: DeviceStatus = {
  product: 'drive',
  part: 'STM32G484',
  hardware: 'A',
  banks: [
    { bank: 1, state: 'valid', version: '1.0.0', digest: DIGEST },
    { bank: 2, state: 'empty' },
  ],
  active: 1,
  fbMode: 0,
  bfb2: 0,
  confirmed: true,
  counter: 1,
  reset: 'power-on',
  ticketSequence: 4,
};

const SWAP = { slotStartUs: 12, slotLengthUs: 30, swapUs: 2, addedLatencyUs: 0, deadlinesMissed: 0 } as const;

/** Reports of each type. */
export const REPORTS: readonly DeviceReport[] = [
  {
    type: 'hello',
    start: 1,
    seq: 0,
    status: STATUS,
    attributes: { site: 'lyon', line: 3 },
    job: 7,
    transfer: 9,
    stage: 'downloading',
  },
  { type: 'stage', seq: 1, job: 7, transfer: 9, stage: 'downloading', done: 3, total: 30 },
  {
    type: 'result',
    seq: 2,
    job: 7,
    transfer: 9,
    stage: 'done',
    status: STATUS,
    detail: 'as it should, with nothing left to be said of it, which is a text that is long enough to be met',
    swap: SWAP,
  },
  {
    ...{ type: 'health', start: 1, seq: 3 },
    health: {
      version: '1.0.0',
      digest: DIGEST,
      boots: { watchdog: 2 },
      watchdogResets: 2,
      missedDeadlines: 0,
      numbers: { heat: 40.5 },
    },
  },
  { type: 'disposal', start: 1, seq: 4, sequence: 9, receipt: 'QUFB' },
  { type: 'disposal', seq: 5, fault: 'ticket_foreign', detail: 'it was made out to another device' },
];

/** A ticket with every field. */
export const TICKET: Ticket = {
  device: 'drive-1',
  job: 7,
  transfer: 9,
  sequence: 5,
  release: DIGEST,
  cipher: 'A128CTR',
  releaseSalt: new Uint8Array(32),
  policy: 'keep-previous',
  mode: 'live',
  slotDeadlineMs: 60_000,
  onNoSlot: 'fail',
  swapNotBefore: 1_800_000_000_000,
  swapNotAfter: 1_800_003_600_000,
  postponableUntil: 1_800_000_000_000,
  confirmTimeoutMs: 10_000,
  issuedAtMs: 1_799_999_000_000,
  expiresAtMs: 1_800_090_000_000,
};

/** The last receipt of a device. */
export const A_DISPOSAL: DisposalReceipt = {
  ...{ device: 'm-0001', sequence: 9, order: DIGEST, active: 1, counter: 3 },
  time: { kind: 'start', start: 7 },
};

/** A receipt of an attempt that failed. */
export const A_RECEIPT: Receipt = {
  device: 'drive-1',
  job: 7,
  transfer: 9,
  stage: 'failed',
  fault: 'no_slot',
  release: DIGEST,
  banks: [DIGEST, undefined],
  active: 1,
  counter: 1,
  time: { kind: 'clock', unixMs: 1_799_999_000_000 },
};
