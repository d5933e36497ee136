import type { Rng } from '@twinbank/primitives';

import type { JobCell } from '../counts.js';
import { divided, type HopCount } from './hop-tally.js';

const NO_SLICES: readonly string[] = [];

/**
 * The devices of a wave in a forecast. Each begins once, and needs as many updates as the devices of its campaign do, in their proportion. Those
 * between two updates go on before others begin, as in a claim. A device fails with its last update, if it fails: the releases in between have been released
 * before, and the bad release is found out late, which is what a forecast must show.
 */
export class SimulatedWave {
  /** Devices by how many updates they still need: at 0 those that need one. */
  private readonly waiting: number[];
  private readonly between: number[];
  private readonly running: number[];
  private succeeded = 0;
  failed = 0;
  /** What {@link cells} says, until something changes: most waves of a step have not begun, or are over. */
  private counted: readonly JobCell[] | undefined;

  /** @param ways of all devices of the campaign; none: each needs one update */
  constructor(
    private readonly wave: number,
    devices: number,
    ways: readonly HopCount[] = [],
  ) {
    const shares = Array.from({ length: Math.max(1, ...ways.map(({ updates }) => updates)) }, () => 0);
    for (const { updates, devices: count } of ways) shares[updates - 1]! += count;
    if (ways.length === 0) shares[0] = 1;
    this.waiting = [...divided(devices, shares)];
    this.between = shares.map(() => 0);
    this.running = shares.map(() => 0);
  }

  /** How many are under way. */
  get underWay(): number {
    return sumOf(this.running);
  }

  /** How many are between two updates: they are due. */
  get due(): number {
    return sumOf(this.between);
  }

  /** Gives so many a ticket, as far as there are so many. Returns how many it gave, and for how many it was the first. */
  begin(count: number): { readonly given: number; readonly first: number } {
    const onward = this.moved(this.between, Math.min(count, this.due));
    this.counted = undefined;
    const first = this.moved(this.waiting, Math.min(count - onward, sumOf(this.waiting)));
    return { given: onward + first, first };
  }

  /** So many of those under way end their update. */
  end(count: number, failureRate: number, rng: Rng): void {
    if (count === 0) return;
    this.counted = undefined;
    const ending = divided(count, this.running);
    for (const [left, devices] of ending.entries()) {
      this.running[left]! -= devices;
      if (left > 0) this.between[left - 1]! += devices;
      else this.endLast(devices, failureRate, rng);
    }
  }

  cells(): readonly JobCell[] {
    return (this.counted ??= this.count());
  }

  private count(): readonly JobCell[] {
    const { wave, succeeded, failed } = this;
    const counts = {
      ...{ waiting: sumOf(this.waiting), held: this.due, running: this.underWay },
      ...{ succeeded, failed },
    };
    return (Object.keys(counts) as (keyof typeof counts)[]).flatMap((state) =>
      counts[state] > 0 ? [{ wave, state, slices: NO_SLICES, jobs: counts[state] }] : [],
    );
  }

  private endLast(devices: number, failureRate: number, rng: Rng): void {
    for (let device = 0; device < devices; device++) {
      if (rng.chance(failureRate)) this.failed++;
      else this.succeeded++;
    }
  }

  private moved(from: number[], count: number): number {
    for (const [left, devices] of divided(count, from).entries()) {
      from[left]! -= devices;
      this.running[left]! += devices;
    }
    return count;
  }
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
