import type { FaultCode, FinishPolicy, SwapMode } from '@twinbank/protocol';

import { faultNumber, faultOfNumber } from './fault-numbers.js';
import { NvmLog, type NvmMedium } from './nvm-log.js';
import type { JobStage } from '../stage-table.js';

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
  readonly fault?: FaultCode;
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
const TICKET_DIGEST = 0x10;
const BANK_RECORDS = [0x40, 0x60] as const;
const VERSION = 0x0b;
const VERSION_WORDS = 16;
const DIGEST_WORDS = 8;

type Change = readonly [address: number, value: number];

/**
 * The journal: typed access to the variables that survive every reset and power cut. Each change of a job's stage
 * changes one variable, and so one unit of non-volatile memory.
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
      ...(fault && { fault }),
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
      ...words(TICKET_DIGEST, job.ticketDigest),
      [SEQUENCE, Math.max(sequence, this.sequence)],
      [STAGE, stageWord(job)],
    ]);
  }

  /** Moves the job to another stage. */
  enter(job: JobRecord, stage: JobStage, fault?: FaultCode): JobRecord {
    const { fault: _, ...terms } = job;
    const next: JobRecord = { ...terms, stage, ...(fault && { fault }) };
    this.log.put([[STAGE, stageWord(next)]]);
    return next;
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

  private digest(base: number): Uint8Array {
    const bytes = new Uint8Array(4 * DIGEST_WORDS);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < DIGEST_WORDS; i++) view.setUint32(4 * i, this.log.get(base + i));
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

const FLAG = { bank2: 1 << 16, keepPrevious: 1 << 17, reset: 1 << 18, force: 1 << 19 } as const;

function stageWord(job: JobRecord): number {
  let word = STAGE_NUMBERS.indexOf(job.stage) | (faultNumber(job.fault) << 8);
  if (job.target === 2) word |= FLAG.bank2;
  if (job.policy === 'keep-previous') word |= FLAG.keepPrevious;
  if (job.mode === 'reset') word |= FLAG.reset;
  if (job.onNoSlot === 'force') word |= FLAG.force;
  return word;
}

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

function words(base: number, bytes: Uint8Array): Change[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, i) => [base + i, view.getUint32(4 * i)] as const);
}
