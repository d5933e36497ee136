import { BOOT_ROM_LENGTH_MAX, BOOT_ROM_VERSION, PART_NAMES, type PartName } from '@twinbank/parts';
import { isVersion } from '@twinbank/primitives';

import { readAttributes, type Attributes } from './attributes/attributes.js';
import { readDisposal, type DisposalReport } from './disposal/disposal-report.js';
import { faultOf, isFaultCode, type FaultCode } from './faults.js';
import { readHealth, type DeviceHealth } from './health/device-health.js';
import { RESET_CAUSES, type ResetCause } from './health/reset-cause.js';
import { FieldReader, readJsonObject } from './json-reader.js';
import { LIMITS } from './limits.js';
import { NAME, NAME_LENGTH_MAX } from './names.js';
import { RECEIPT_TEXT_MAX } from './receipt.js';
import { STAGES, type Stage } from './stages.js';
import { knownSkills, SKILL, SKILLS_MAX, type TicketSkill } from './skills/ticket-skill.js';

/** What a device reports about one physical bank. `valid`: it holds a whole image whose digest was checked. */
export interface BankReport {
  readonly bank: 1 | 2;
  readonly state: 'empty' | 'partial' | 'valid' | 'invalid';
  /** Version and SHA-256 (hex) of the code section, if the bank is valid. */
  readonly version?: string;
  readonly digest?: string;
}

/**
 * The state of a device, which only the device itself can know. The server derives the outcome of a job from this
 * alone.
 */
export interface DeviceStatus {
  readonly product: string;
  readonly part: PartName;
  readonly hardware: string;
  readonly banks: readonly [BankReport, BankReport];
  /** The physical bank that is running. */
  readonly active: 1 | 2;
  /** UFB/FB_MODE and BFB2, as read from the registers. */
  readonly fbMode: 0 | 1;
  readonly bfb2: 0 | 1;
  /** Whether the running image has passed its self-test. */
  readonly confirmed: boolean;
  /** Security counter in non-volatile memory. */
  readonly counter: number;
  /** Why the device last started. */
  readonly reset: ResetCause;
  /** False if the option bytes combine both banks into one; may be left out if true. */
  readonly dualBank?: boolean;
  /** False if the boot ROM cannot start bank 2; may be left out if true. */
  readonly bootsBank2?: boolean;
  /** Version of the boot ROM, as AN2606 writes it (`13.4`); left out by agents that do not read it. */
  readonly bootRom?: string;
  /**
   * Sequence number of the last accepted ticket; left out before the first. A server that lost its own count
   * continues from here.
   */
  readonly ticketSequence?: number;
  /**
   * What the agent understands in a ticket beside what every agent does; left out by one that understands no more. A server
   * hands out nothing that is not named here.
   */
  readonly understands?: readonly TicketSkill[];
  /** Version of the key set that the device holds; 0 if it has the keys of its factory. Left out without that skill. */
  readonly keySet?: number;
  /** The other chips on its board that releases may bring something to, and how they stand; left out without any. */
  readonly companions?: readonly CompanionReport[];
}

/**
 * How another chip on the board stands to the image that runs. `current`: it runs what the image brought. `unnamed`: the image brings it
 * nothing. `pending`: the agent is about to make it fit. `failed`: it tried that, again and again, and tries once more after the next
 * start or connect.
 */
export interface CompanionReport {
  readonly target: string;
  readonly state: CompanionStanding;
}

export const COMPANION_STATES = ['current', 'unnamed', 'pending', 'failed'] as const;
export type CompanionStanding = (typeof COMPANION_STATES)[number];

/** Most chips that a status names, and the longest name of one. */
export const COMPANIONS_MAX = 8;
export const COMPANION_NAME_MAX = 16;

/** That a device does not take a key set, and why. */
export interface KeySetRefusal {
  /** Left out if the document could not be read so far. */
  readonly version?: number;
  readonly fault: FaultCode;
}

/** The swap as measured by the device; all values in microseconds of the device's time. */
export interface SwapReport {
  /** When the slot began, counted from the start of the device, and its length. */
  readonly slotStartUs: number;
  readonly slotLengthUs: number;
  /** Duration of the section with interrupts off. */
  readonly swapUs: number;
  /** The longest delay that it caused to any interrupt. */
  readonly addedLatencyUs: number;
  readonly deadlinesMissed: number;
  /**
   * Of the tasks that may not wait, the one that was due last before the slot, and the one that is due at its end: names, as the application
   * has them. Left out by agents that know none, and where a name is no name by {@link NAME}, or longer than {@link TASK_NAME_LENGTH_MAX}.
   */
  readonly taskBefore?: string;
  readonly taskAfter?: string;
}

/** Longest name of a task in a report: what a task of an RTOS has, twice. */
export const TASK_NAME_LENGTH_MAX = 32;

/** Whether a task can be named in a report. */
export const isTaskName = (name: string): boolean => name.length <= TASK_NAME_LENGTH_MAX && NAME.test(name);

/** Where the time of an update went, in milliseconds of device time. Values that were not measured are left out. */
export interface UpdateTimings {
  readonly eraseMs?: number;
  readonly downloadMs?: number;
  readonly checkMs?: number;
  readonly waitMs?: number;
  readonly mirrorMs?: number;
  readonly totalMs?: number;
}

/**
 * A device's report of itself and its job. `hello` follows every start and connection; `stage` tells progress (with `done`/`total` blocks
 * while downloading); `result` comes once at the end. `transfer` names the attempt at the job, as its ticket does.
 * `seq` increases by one with each report since the device started. `start` increases with each start of the
 * device: a counter in non-volatile memory, or milliseconds of a clock that keeps running over resets. It is
 * optional; without it, servers use the order in which reports arrive.
 */
export type Report =
  | {
      readonly type: 'hello';
      readonly start?: number;
      readonly seq: number;
      readonly status: DeviceStatus;
      /** What the device says of itself, for choosing among many; left out if nothing, or nothing new. */
      readonly attributes?: Attributes;
      readonly job?: number;
      readonly transfer?: number;
      readonly stage?: Stage;
      /** The key set that came last, if the device does not take it. */
      readonly keySetRefused?: KeySetRefusal;
    }
  | {
      readonly type: 'stage';
      readonly start?: number;
      readonly seq: number;
      readonly job: number;
      readonly transfer?: number;
      readonly stage: Stage;
      readonly done?: number;
      readonly total?: number;
      /** At `waiting`: until when the application puts the swap off, milliseconds since 1970. */
      readonly postponedUntil?: number;
      readonly swap?: SwapReport;
    }
  | {
      readonly type: 'result';
      readonly start?: number;
      readonly seq: number;
      readonly job: number;
      readonly transfer?: number;
      readonly stage: Stage;
      readonly status: DeviceStatus;
      readonly fault?: FaultCode;
      readonly detail?: string;
      readonly swap?: SwapReport;
      readonly timings?: UpdateTimings;
      /** The device's receipt with its MAC, in base64url; agents that are older than receipts send none. */
      readonly receipt?: string;
    };

/** A device's report of how it fares with the image that it runs. It is about no job. */
export interface HealthReport {
  readonly type: 'health';
  readonly start?: number;
  readonly seq: number;
  readonly health: DeviceHealth;
}

/** Everything that devices report. */
export type DeviceReport = Report | HealthReport | DisposalReport;

/** Whether it is a report of the device's state and its job, from which outcomes follow. */
export const isReport = (report: DeviceReport): report is Report =>
  report.type !== 'health' && report.type !== 'disposal';

const DIGEST = /^[0-9a-f]{64}$/;
const BASE64URL = /^[A-Za-z0-9_-]+$/;
const DETAIL_MAX = 300;
/** No control characters and no unpaired surrogates: such text breaks logs and databases. */
const PLAIN_TEXT = /^[^\p{Cc}\p{Cs}]*$/u;
const JOB_MAX = 0x7fffffff;
const SEQUENCE_MAX = 0x7fffffff;
const TIME_MAX = Number.MAX_SAFE_INTEGER;
const COUNT_MAX = 0xffffffff;

/**
 * Encodes a report. A detail is shortened to 300 characters, and everything that is not plain text is removed from
 * it.
 */
export function encodeReport(report: DeviceReport): Uint8Array {
  const detail =
    'detail' in report && report.detail !== undefined
      ? { detail: report.detail.slice(0, DETAIL_MAX).replace(/[\p{Cc}\p{Cs}]/gu, ' ') }
      : {};
  return new TextEncoder().encode(JSON.stringify({ v: 1, ...report, ...detail }));
}

/**
 * Reads a report. Unknown fields are ignored, so that newer devices can talk to an older server.
 *
 * @throws Fault `message_too_large`, `message_malformed`
 *
 * @example
 * ```ts
 * import { decodeReport, encodeReport } from '@twinbank/protocol';
 *
 * const bytes = encodeReport({ type: 'stage', seq: 3, job: 7, stage: 'downloading', done: 10, total: 40 });
 * console.log(decodeReport(bytes).type); // stage
 * ```
 */
export function decodeReport(bytes: Uint8Array): DeviceReport {
  const fields = new FieldReader(readJsonObject(bytes, LIMITS.reportBytes));
  fields.whole('v', 1, 1);
  const type = fields.oneOf('type', ['hello', 'stage', 'result', 'health', 'disposal'] as const);
  const seq = fields.whole('seq', 0, COUNT_MAX);
  const start = fields.optional('start', (name) => fields.whole(name, 0, TIME_MAX));
  if (type === 'health') return defined({ type, start, seq, health: readHealth(fields.nested('health'), readVersion) });
  const detail = (name: string): string => fields.text(name, DETAIL_MAX, PLAIN_TEXT);
  if (type === 'disposal') return defined({ type, start, seq, ...readDisposal(fields, readFault, detail) });
  const stage = (name: string): Stage => fields.oneOf(name, STAGES);
  const job = (name: string): number => fields.whole(name, 1, JOB_MAX);
  const transfer = fields.optional('transfer', (name) => fields.whole(name, 0, COUNT_MAX));
  if (type === 'hello') {
    return defined({
      type,
      start,
      seq,
      status: readStatus(fields.nested('status')),
      attributes: fields.optional('attributes', (name) => readAttributes(fields.record(name))),
      job: fields.optional('job', job),
      transfer,
      stage: fields.optional('stage', stage),
      keySetRefused: fields.optional('keySetRefused', (name) => readKeySetRefusal(fields.nested(name))),
    });
  }
  const swap = fields.optional('swap', (name) => readSwap(fields.nested(name)));
  if (type === 'stage') {
    const blocks = (name: string): number => fields.whole(name, 0, LIMITS.blocksMax);
    const [done, total] = [fields.optional('done', blocks), fields.optional('total', blocks)];
    if (done !== undefined && total !== undefined && done > total)
      throw faultOf('message_malformed', 'done is more than total');
    const postponedUntil = fields.optional('postponedUntil', (name) => fields.whole(name, 0, TIME_MAX));
    const progress = { stage: stage('stage'), done, total, postponedUntil, swap };
    return defined({ type, start, seq, job: job('job'), transfer, ...progress });
  }
  return defined({
    type,
    start,
    seq,
    job: job('job'),
    transfer,
    stage: stage('stage'),
    status: readStatus(fields.nested('status')),
    fault: fields.optional('fault', (name) => readFault(fields.text(name, 64))),
    detail: fields.optional('detail', detail),
    swap,
    timings: fields.optional('timings', (name) => readTimings(fields.nested(name))),
    receipt: fields.optional('receipt', (name) => fields.text(name, RECEIPT_TEXT_MAX, BASE64URL)),
  });
}

/** A newer device may use codes that this server does not know. They are read as the closest true code. */
export const readFault = (code: string): FaultCode => (isFaultCode(code) ? code : 'outcome_unexpected');

function readKeySetRefusal(fields: FieldReader): KeySetRefusal {
  return defined({
    version: fields.optional('version', (name) => fields.whole(name, 1, SEQUENCE_MAX)),
    fault: readFault(fields.text('fault', 64)),
  });
}

function readStatus(fields: FieldReader): DeviceStatus {
  const [one, two] = fields.objects('banks', 2).map(readBank);
  if (one?.bank !== 1 || two?.bank !== 2)
    throw faultOf('message_malformed', 'status.banks must be bank 1 and bank 2, in this order');
  return defined({
    product: fields.text('product', NAME_LENGTH_MAX, NAME),
    part: fields.oneOf('part', PART_NAMES),
    hardware: fields.text('hardware', NAME_LENGTH_MAX, NAME),
    banks: [one, two] as const,
    active: fields.whole('active', 1, 2) as 1 | 2,
    fbMode: fields.whole('fbMode', 0, 1) as 0 | 1,
    bfb2: fields.whole('bfb2', 0, 1) as 0 | 1,
    confirmed: fields.flag('confirmed'),
    counter: fields.whole('counter', 0, COUNT_MAX),
    reset: fields.oneOf('reset', RESET_CAUSES),
    dualBank: fields.optional('dualBank', (name) => fields.flag(name)),
    bootsBank2: fields.optional('bootsBank2', (name) => fields.flag(name)),
    bootRom: fields.optional('bootRom', (name) => fields.text(name, BOOT_ROM_LENGTH_MAX, BOOT_ROM_VERSION)),
    ticketSequence: fields.optional('ticketSequence', (name) => fields.whole(name, 1, SEQUENCE_MAX)),
    understands: fields.optional('understands', (name) => knownSkills(fields.texts(name, SKILLS_MAX, SKILL))),
    keySet: fields.optional('keySet', (name) => fields.whole(name, 0, SEQUENCE_MAX)),
    companions: fields.optional('companions', (name) => readCompanions(fields.objects(name, COMPANIONS_MAX))),
  });
}

function readCompanions(entries: readonly FieldReader[]): CompanionReport[] {
  const companions = entries.map((fields) => ({
    target: fields.text('target', COMPANION_NAME_MAX, NAME),
    state: fields.oneOf('state', COMPANION_STATES),
  }));
  if (new Set(companions.map(({ target }) => target)).size < companions.length)
    throw faultOf('message_malformed', 'status.companions names a chip twice');
  return companions;
}

function readBank(fields: FieldReader): BankReport {
  return defined({
    bank: fields.whole('bank', 1, 2) as 1 | 2,
    state: fields.oneOf('state', ['empty', 'partial', 'valid', 'invalid'] as const),
    version: fields.optional('version', () => readVersion(fields)),
    digest: fields.optional('digest', (name) => fields.text(name, 64, DIGEST)),
  });
}

function readVersion(fields: FieldReader): string {
  const version = fields.text('version', 64);
  if (!isVersion(version)) throw faultOf('message_malformed', 'the version of an image must be a semantic version');
  return version;
}

function readSwap(fields: FieldReader): SwapReport {
  const us = (name: string): number => fields.number(name, 0, TIME_MAX);
  const task = (name: string): string | undefined =>
    fields.optional(name, () => fields.text(name, TASK_NAME_LENGTH_MAX, NAME));
  return defined({
    slotStartUs: us('slotStartUs'),
    slotLengthUs: us('slotLengthUs'),
    swapUs: us('swapUs'),
    addedLatencyUs: us('addedLatencyUs'),
    deadlinesMissed: fields.whole('deadlinesMissed', 0, COUNT_MAX),
    taskBefore: task('taskBefore'),
    taskAfter: task('taskAfter'),
  });
}

function readTimings(fields: FieldReader): UpdateTimings {
  const ms = (name: string): number | undefined => fields.optional(name, () => fields.number(name, 0, TIME_MAX));
  return defined({
    eraseMs: ms('eraseMs'),
    downloadMs: ms('downloadMs'),
    checkMs: ms('checkMs'),
    waitMs: ms('waitMs'),
    mirrorMs: ms('mirrorMs'),
    totalMs: ms('totalMs'),
  });
}

/** The object without its undefined fields. */
function defined<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
