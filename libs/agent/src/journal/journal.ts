import type { DeviceTime, FaultCode, FinishPolicy, SwapMode } from '@twinbank/protocol';

import { faultNumber, faultOfNumber } from './fault-numbers.js';
import { DISPOSAL_MARK, disposalChanges, heldDisposal, markOf, type DisposalRecord } from './disposal-words.js';
import { heldKeySet, KEY_MARK_BYTES, keySetChanges, type HeldKeys } from './key-set-words.js';
import { NvmLog, type NvmMedium } from './nvm-log.js';
import type { JobStage } from '../stage-table.js';
import type { MaintenanceWindow, Postponable } from '../swap/maintenance-window.js';

/**
 * What a device remembers of its last job: enough to go on after a cut without the ticket, or to report the result
 * again.
 */
export interface JobRecord {
  readonly stage: JobStage;
  readonly job: number;
  readonly transfer: number;
  /** SHA-256 of the ticket's compact JWS. The same ticket means the same job. */
  readonly ticketDigest: Uint8Array;
  /** The bank that the release goes to. */
  readonly target: 1 | 2;
  readonly policy: FinishPolicy;
  readonly mode: SwapMode;
  readonly onNoSlot: 'fail' | 'force';
  readonly slotDeadlineMs: number;
  readonly confirmTimeoutMs: number;
  /** When the banks may be swapped. Left out if the ticket does not limit it. */
  readonly window?: MaintenanceWindow;
  /** Until when the application may put the swap off. Left out if it may not. */
  readonly postponable?: Postponable;
  /** True if the job ends when the other bank holds the image: nothing is swapped. */
  readonly downloadOnly?: true;
  /** True if the banks are swapped only when the application says so, until the time of `postponable`. */
  readonly byChoice?: true;
  /** SHA-256 of the release's manifest. Left out if an agent began the job that keeps none. */
  readonly release?: Uint8Array;
  /** The first 8 bytes of the id of the key that signed the manifest. Left out where no key set can take it away. */
  readonly manifestKey?: Uint8Array;
  readonly fault?: FaultCode;
  /** How things were when the job ended. Left out before, and if an agent ended the job that keeps none. */
  readonly end?: JobEnd;
}

/** What the device keeps of the moment at which a job ended, for its receipt. */
export interface JobEnd {
  /** The bank that ran. */
  readonly active: 1 | 2;
  /** Whether bank 1 and bank 2 held the image of their record. */
  readonly held: readonly [boolean, boolean];
  /** The device's own time. */
  readonly time: DeviceTime;
}

/**
 * What a bank holds, or will hold once its image is complete. Before anybody relies on it, it is compared with the
 * bytes of the bank.
 */
export interface BankRecord {
  readonly version: string;
  readonly length: number;
  readonly digest: Uint8Array;
  readonly crc32: number;
  readonly counter: number;
}

/** Numbers of the stages in the journal. Only append to this list. */
const STAGE_NUMBERS: readonly JobStage[] = [
  'dropped',
  'offered',
  'accepted',
  'downloading',
  'checked',
  'waiting',
  'swapping',
  'swapped',
  'reverting',
  'confirmed',
  'mirroring',
  'done',
  'rejected',
  'failed',
  'reverted',
  'cancelled',
];

const STAGE = 0x01;
const JOB = 0x02;
const TRANSFER = 0x03;
const SEQUENCE = 0x04;
const COUNTER = 0x05;
const SLOT_DEADLINE = 0x06;
const CONFIRM_TIMEOUT = 0x07;
/** The first word of the ticket whose release is kept: an agent that keeps none leaves that of an earlier job. */
const RELEASE_OF = 0x08;
/** In two words. */
const TIME = 0x09;
/** In two words each. */
const WINDOW_OPENS = 0x0c;
const WINDOW_CLOSES = 0x0e;
const TICKET_DIGEST = 0x10;
/** Until when the swap may be put off, in two words, and for how long, in one. */
const POSTPONABLE = 0x20;
const RELEASE = 0x18;
/** Who signed the manifest, in two words, and the first word of the ticket for which that is kept. */
const MANIFEST_KEY = 0x24;
const MANIFEST_KEY_OF = 0x26;
const BANK_RECORDS = [0x40, 0x60] as const;
const BANK_RECORDS_END = 0x80;
const VERSION = 0x0b;
const VERSION_WORDS = 16;
const DIGEST_WORDS = 8;

type Change = readonly [address: number, value: number];

/**
 * The journal: typed access to the variables that survive every reset and power cut. Each change of a job's stage
 * changes one variable, and so one unit of non-volatile memory; the last one changes the time of the end with it.
 */
export class Journal {
  private readonly log: NvmLog;

  constructor(medium: NvmMedium) {
    this.log = new NvmLog(medium);
  }

  /** The security counter: the device installs nothing with a lower one. */
  get counter(): number {
    return this.log.get(COUNTER);
  }

  /** Raises the security counter; it never decreases. */
  raiseCounter(to: number): void {
    if (to > this.counter || !this.log.has(COUNTER)) this.log.put([[COUNTER, to]]);
  }

  /** The highest sequence of a ticket that was taken. */
  get sequence(): number {
    return this.log.get(SEQUENCE);
  }

  /** The last job; undefined if there was none. */
  job(): JobRecord | undefined {
    if (!this.log.has(STAGE)) return undefined;
    const word = this.log.get(STAGE);
    const fault = faultOfNumber((word >>> 8) & 0xff);
    const end = this.end(word);
    return {
      stage: STAGE_NUMBERS[word & 0xff] ?? 'dropped',
      job: this.log.get(JOB),
      transfer: this.log.get(TRANSFER),
      ticketDigest: this.digest(TICKET_DIGEST),
      target: word & FLAG.bank2 ? 2 : 1,
      policy: word & FLAG.keepPrevious ? 'keep-previous' : 'mirror',
      mode: word & FLAG.reset ? 'reset' : 'live',
      onNoSlot: word & FLAG.force ? 'force' : 'fail',
      slotDeadlineMs: this.log.get(SLOT_DEADLINE),
      confirmTimeoutMs: this.log.get(CONFIRM_TIMEOUT),
      ...this.kindOf(word),
      ...(this.keepsRelease && { release: this.digest(RELEASE) }),
      ...(this.keeps(MANIFEST_KEY_OF) && { manifestKey: this.digest(MANIFEST_KEY, KEY_MARK_BYTES) }),
      ...(fault && { fault }),
      ...(end && { end }),
    };
  }

  /** What a ticket may say beside what every ticket says. */
  private kindOf(word: number): Pick<JobRecord, 'window' | 'postponable' | 'downloadOnly' | 'byChoice'> {
    const isSoft = (word & FLAG.postponable) !== 0;
    return {
      ...(word & FLAG.window && { window: { opensMs: this.wide(WINDOW_OPENS), closesMs: this.wide(WINDOW_CLOSES) } }),
      ...(isSoft && { postponable: { untilMs: this.wide(POSTPONABLE), forMs: this.log.get(POSTPONABLE + 2) } }),
      // A download only has nothing to put off: both marks together are a choice.
      ...(word & FLAG.downloadOnly && (isSoft ? { byChoice: true as const } : { downloadOnly: true as const })),
    };
  }

  /** Begins a job. Writes its terms, the ticket's sequence and the record of the target bank in one change. */
  begin(job: JobRecord, sequence: number, image?: BankRecord): void {
    this.log.put([
      ...(image ? bankChanges(job.target, image) : []),
      [JOB, job.job],
      [TRANSFER, job.transfer],
      [SLOT_DEADLINE, job.slotDeadlineMs],
      [CONFIRM_TIMEOUT, job.confirmTimeoutMs],
      ...(job.window ? [...wide(WINDOW_OPENS, job.window.opensMs), ...wide(WINDOW_CLOSES, job.window.closesMs)] : []),
      ...postponableChanges(job.postponable),
      ...words(TICKET_DIGEST, job.ticketDigest),
      ...(job.release ? [...words(RELEASE, job.release), [RELEASE_OF, firstWord(job.ticketDigest)] as const] : []),
      ...manifestKeyChanges(job),
      [SEQUENCE, Math.max(sequence, this.sequence)],
      ...timeChanges(job.end),
      [STAGE, stageWord(job)],
    ]);
  }

  /** Moves the job to another stage; to its last one with how things are then, in one change. */
  enter(job: JobRecord, stage: JobStage, fault?: FaultCode, end?: JobEnd): JobRecord {
    const { fault: _, ...terms } = job;
    const next: JobRecord = { ...terms, stage, ...(fault && { fault }), ...(end && { end }) };
    this.log.put([...timeChanges(end), [STAGE, stageWord(next)]]);
    return next;
  }

  /** The key set that the device holds; undefined as long as it has the keys of its factory. */
  keySet(): HeldKeys | undefined {
    return heldKeySet(this.log);
  }

  /** Keeps a key set in place of the one before, in one change: a cut leaves one of the two, whole. */
  keepKeySet(set: HeldKeys): void {
    this.log.put(keySetChanges(this.log, set));
  }

  /** What is known of the end of the device's life; undefined if nobody ordered it. */
  disposal(): DisposalRecord | undefined {
    return heldDisposal(this.log);
  }

  /** Keeps an order of disposal, and takes its sequence, in one change. From here on there is no way back. */
  orderDisposal(record: DisposalRecord): void {
    this.log.put([[SEQUENCE, Math.max(record.sequence, this.sequence)], ...disposalChanges(record)]);
  }

  /** The server has the receipt: the keys may go. */
  acknowledgeDisposal(): void {
    this.log.put([[DISPOSAL_MARK, markOf({ ...this.disposal()!, state: 'acknowledged' })]]);
  }

  /**
   * The keys are gone: forgets jobs, tickets and key sets, in one change. What a start needs stays: the mark, the security counter, and what the
   * banks hold.
   */
  forget(): void {
    const mark = markOf({ ...this.disposal()!, state: 'forgotten' });
    const isKept = (address: number): boolean =>
      address === COUNTER || (address >= BANK_RECORDS[0] && address < BANK_RECORDS_END);
    this.log.reduce(isKept, [[DISPOSAL_MARK, mark]]);
  }

  /** Erases what a cut may have left behind {@link forget}. */
  clearForgotten(): void {
    this.log.clearOlder();
  }

  /** The record of what a bank holds. */
  bank(bank: 1 | 2): BankRecord | undefined {
    const base = BANK_RECORDS[bank - 1]!;
    const length = this.log.get(base);
    if (length === 0) return undefined;
    return {
      version: this.version(base),
      length,
      digest: this.digest(base + 3),
      crc32: this.log.get(base + 1),
      counter: this.log.get(base + 2),
    };
  }

  /** Records what a bank holds. */
  recordBank(bank: 1 | 2, image: BankRecord): void {
    this.log.put(bankChanges(bank, image));
  }

  private get keepsRelease(): boolean {
    return this.keeps(RELEASE_OF);
  }

  /** Whether what is kept of a ticket is of the last one. */
  private keeps(mark: number): boolean {
    return this.log.has(mark) && this.log.get(mark) === this.log.get(TICKET_DIGEST);
  }

  private end(word: number): JobEnd | undefined {
    if ((word & FLAG.ended) === 0) return undefined;
    const held = [(word & FLAG.holds1) !== 0, (word & FLAG.holds2) !== 0] as const;
    return { active: word & FLAG.ran2 ? 2 : 1, held, time: this.time(word) };
  }

  private time(word: number): DeviceTime {
    const value = this.wide(TIME);
    if (word & FLAG.clock) return { kind: 'clock', unixMs: value };
    return word & FLAG.start ? { kind: 'start', start: value } : { kind: 'none' };
  }

  /** A number of two words, the upper one first. */
  private wide(base: number): number {
    return this.log.get(base) * 2 ** 32 + this.log.get(base + 1);
  }

  private digest(base: number, length = 4 * DIGEST_WORDS): Uint8Array {
    const bytes = new Uint8Array(length);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < length / 4; i++) view.setUint32(4 * i, this.log.get(base + i));
    return bytes;
  }

  private version(base: number): string {
    let text = '';
    for (let i = 0; i < VERSION_WORDS * 4; i++) {
      const code = (this.log.get(base + VERSION + (i >> 2)) >>> (24 - 8 * (i & 3))) & 0xff;
      if (code === 0) break;
      text += String.fromCharCode(code);
    }
    return text;
  }
}

const FLAG = {
  ...{ bank2: 1 << 16, keepPrevious: 1 << 17, reset: 1 << 18, force: 1 << 19 },
  ...{ ended: 1 << 20, holds1: 1 << 21, holds2: 1 << 22, ran2: 1 << 23, clock: 1 << 24, start: 1 << 25 },
  ...{ window: 1 << 26, downloadOnly: 1 << 27, postponable: 1 << 28 },
} as const;

function stageWord(job: JobRecord): number {
  let word = STAGE_NUMBERS.indexOf(job.stage) | (faultNumber(job.fault) << 8);
  if (job.target === 2) word |= FLAG.bank2;
  if (job.policy === 'keep-previous') word |= FLAG.keepPrevious;
  if (job.mode === 'reset') word |= FLAG.reset;
  if (job.onNoSlot === 'force') word |= FLAG.force;
  if (job.window) word |= FLAG.window;
  if (job.postponable) word |= FLAG.postponable;
  if (job.downloadOnly || job.byChoice) word |= FLAG.downloadOnly;
  return job.end ? word | endFlags(job.end) : word;
}

function endFlags({ active, held, time }: JobEnd): number {
  let flags: number = FLAG.ended;
  if (held[0]) flags |= FLAG.holds1;
  if (held[1]) flags |= FLAG.holds2;
  if (active === 2) flags |= FLAG.ran2;
  if (time.kind !== 'none') flags |= FLAG[time.kind];
  return flags;
}

function timeChanges(end: JobEnd | undefined): Change[] {
  const time = end?.time ?? { kind: 'none' };
  if (time.kind === 'none') return [];
  return wide(TIME, time.kind === 'clock' ? time.unixMs : time.start);
}

const manifestKeyChanges = ({ manifestKey, ticketDigest }: JobRecord): Change[] =>
  manifestKey ? [...words(MANIFEST_KEY, manifestKey), [MANIFEST_KEY_OF, firstWord(ticketDigest)]] : [];

const postponableChanges = (postponable: Postponable | undefined): Change[] =>
  postponable ? [...wide(POSTPONABLE, postponable.untilMs), [POSTPONABLE + 2, postponable.forMs]] : [];

/** A number up to 2^53 in two words. */
const wide = (base: number, value: number): Change[] => [
  [base, Math.floor(value / 2 ** 32)],
  [base + 1, value % 2 ** 32],
];

function bankChanges(bank: 1 | 2, image: BankRecord): Change[] {
  const base = BANK_RECORDS[bank - 1]!;
  const text = new Uint8Array(Math.min(VERSION_WORDS, (image.version.length >> 2) + 1) * 4);
  for (let i = 0; i < image.version.length && i < text.length; i++) text[i] = image.version.charCodeAt(i);
  return [
    ...words(base + VERSION, text),
    [base + 1, image.crc32],
    [base + 2, image.counter],
    ...words(base + 3, image.digest),
    [base, image.length],
  ];
}

const firstWord = (bytes: Uint8Array): number => words(0, bytes.subarray(0, 4))[0]![1];

function words(base: number, bytes: Uint8Array): Change[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, i) => [base + i, view.getUint32(4 * i)] as const);
}
