import { FINAL_STAGES, STAGES } from '@twinbank/protocol';

import type { Reached } from '../device/device-outcome.js';
import { addFaults, noFaultsMet, type FaultsMet } from '../line/fault-rates.js';

/** The state of all devices of a fleet, or of one worker's part, at one moment. */
export interface Tally {
  devices: number;
  connected: number;
  /** How many are disposed of, and so connect no more. */
  disposed: number;
  /** How many devices are at each stage. */
  stages: Partial<Record<Reached, number>>;
  /** Blocks that agents received, including repeated and damaged ones, and their ciphertext bytes. */
  blocks: number;
  bytes: number;
  /** Wall time (ms since 1970, of any worker) of the first and the last block. */
  firstBlockMs?: number;
  lastBlockMs?: number;
  /** Jobs ended by devices so far, and how many of them updated the device. */
  jobsEnded: number;
  jobsDone: number;
  /** Moment of the last job's end. */
  lastEndMs?: number;
  /** Connections that were established. */
  connections: number;
  /** Bytes that shaped lines carried to the devices and from them. */
  toDevices: number;
  fromDevices: number;
  faults: FaultsMet;
  /** Why the last connection attempt failed, unless one succeeded since. */
  trouble?: string;
}

/** A tally of nothing. */
export const emptyTally = (): Tally => ({
  devices: 0,
  connected: 0,
  disposed: 0,
  stages: {},
  blocks: 0,
  bytes: 0,
  jobsEnded: 0,
  jobsDone: 0,
  connections: 0,
  toDevices: 0,
  fromDevices: 0,
  faults: noFaultsMet(),
});

/** Resets the count of blocks. */
export function resetTransfer(tally: Tally): void {
  tally.blocks = 0;
  tally.bytes = 0;
  delete tally.firstBlockMs;
  delete tally.lastBlockMs;
}

const FORWARD: readonly Reached[] = STAGES.filter((stage) => stage === 'done' || !FINAL_STAGES.includes(stage));

const COUNTS = [
  'devices',
  'connected',
  'disposed',
  'blocks',
  'bytes',
  'jobsEnded',
  'jobsDone',
  'connections',
  'toDevices',
  'fromDevices',
] as const;

/** Joins the tallies of workers. */
export function sumTallies(tallies: Iterable<Tally>): Tally {
  const sum = emptyTally();
  for (const tally of tallies) {
    for (const name of COUNTS) sum[name] += tally[name];
    for (const [stage, count] of Object.entries(tally.stages) as [Reached, number][])
      sum.stages[stage] = (sum.stages[stage] ?? 0) + count;
    if (tally.firstBlockMs !== undefined) sum.firstBlockMs = Math.min(sum.firstBlockMs ?? Infinity, tally.firstBlockMs);
    if (tally.lastBlockMs !== undefined) sum.lastBlockMs = Math.max(sum.lastBlockMs ?? 0, tally.lastBlockMs);
    if (tally.lastEndMs !== undefined) sum.lastEndMs = Math.max(sum.lastEndMs ?? 0, tally.lastEndMs);
    if (tally.trouble !== undefined) sum.trouble = tally.trouble;
    addFaults(sum.faults, tally.faults);
  }
  return sum;
}

/** Number of devices at this stage of the way to `done`, or beyond it. */
export function reachedCount(tally: Tally, stage: Reached): number {
  const from = FORWARD.indexOf(stage);
  return FORWARD.reduce((sum, each, index) => sum + (index >= from ? (tally.stages[each] ?? 0) : 0), 0);
}

/** Numbers of devices whose job ended without an update, by final stage. */
export function fellBackCounts(tally: Tally): [stage: Reached, count: number][] {
  return FINAL_STAGES.filter((stage) => stage !== 'done' && tally.stages[stage]).map((stage) => [
    stage,
    tally.stages[stage]!,
  ]);
}

/** Devices whose job has ended one way or another. */
export const endedCount = (tally: Tally): number =>
  FINAL_STAGES.reduce((sum, stage) => sum + (tally.stages[stage] ?? 0), 0);

/** Ciphertext bytes per second from the first block to the last; 0 if there are fewer than two moments. */
export function goodput({ bytes, firstBlockMs, lastBlockMs }: Tally): number {
  const ms = (lastBlockMs ?? 0) - (firstBlockMs ?? 0);
  return ms > 0 ? (bytes * 1000) / ms : 0;
}
