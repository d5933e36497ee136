import type { ByteBudget } from '@twinbank/schedule';

import type { BudgetTally, PlaceScope } from './budget-tally.js';
import type { Budgets } from './budgets.js';

/** What of the devices under way says how many the budgets serve. */
export interface ServedFacts {
  /** Where they are, as all devices of the campaign are. */
  readonly budgetsAt?: BudgetTally;
  /** What each downloads; 0 if it is not known. */
  readonly imageBytes: number;
  /** For how long they are served. */
  readonly ms: number;
  /** All devices of the campaign. */
  readonly devices: number;
  /** The most that are under way at once. */
  readonly runningMax: number;
}

/** So many numbers of devices under way are computed: what lies between two of them goes in a straight line. */
const POINTS = 100;

/** How many devices of so many that are under way the budgets serve in a time: not bound by budgets of which too little is known. */
export function servedBy(budgets: Budgets | undefined, facts: ServedFacts): (running: number) => number {
  const { budgetsAt, imageBytes, ms, devices, runningMax } = facts;
  const ofBudget = (budget: ByteBudget | undefined): number =>
    budget === undefined || imageBytes === 0
      ? Number.POSITIVE_INFINITY
      : Math.max(1, Math.floor((budget.bytesPerSecond * ms) / 1000 / imageBytes));
  const total = ofBudget(budgets?.total);
  if (budgets?.each === undefined || budgetsAt === undefined || imageBytes === 0)
    return (running) => Math.min(running, total);
  const atPlaces = throughPlaces(budgetsAt, { each: ofBudget(budgets.each), andEach: ofBudget(budgets.andEach) });
  const share = (running: number): number => running / Math.max(1, devices);
  const between = inStraightLines((running) => atPlaces(share(running)), Math.max(1, Math.ceil(runningMax / POINTS)));
  return (running) => Math.min(running, total, Math.max(1, Math.floor(between(running) + ROUNDING)));
}

/** What sums of shares may be off by. */
const ROUNDING = 1e-6;

/** A function computed at multiples of a step only, once each. */
function inStraightLines(compute: (at: number) => number, step: number): (at: number) => number {
  const known = new Map<number, number>();
  const valueAt = (point: number): number => {
    const value = known.get(point) ?? compute(point * step);
    known.set(point, value);
    return value;
  };
  return (at) => {
    const point = Math.floor(at / step);
    const rest = at / step - point;
    return rest === 0 ? valueAt(point) : valueAt(point) * (1 - rest) + valueAt(point + 1) * rest;
  };
}

type Served = Readonly<Record<PlaceScope, number>>;

/**
 * How many devices get through the budgets of their two places if a share of all devices is under way everywhere: first what the places of one kind serve, each
 * device of a place the same part, then what those of the other kind serve of that. It is begun with either kind, and the larger number counts: where the places
 * of one kind lie within those of the other, as gateways do within sites, that is all that the budgets let through. Where they lie across, it is what can be had
 * for certain, and hardly less.
 */
function throughPlaces(tally: NonNullable<BudgetTally>, served: Served): (share: number) => number {
  const pairs = [...tally.values()];
  const eachOf = indexed(pairs.map(({ each }) => each));
  const andEachOf = indexed(pairs.map(({ andEach }) => andEach));
  const devices = pairs.map((pair) => pair.devices);
  return (share) => {
    const loads = devices.map((count) => count * share);
    const eachFirst = limited(limited(loads, eachOf, served.each), andEachOf, served.andEach);
    const andEachFirst = limited(limited(loads, andEachOf, served.andEach), eachOf, served.each);
    return Math.max(sumOf(eachFirst), sumOf(andEachFirst));
  };
}

/** Numbers in the place of names, the same for the same name. */
function indexed(names: readonly string[]): readonly number[] {
  const indexes = new Map<string, number>();
  return names.map((name) => {
    const index = indexes.get(name) ?? indexes.size;
    indexes.set(name, index);
    return index;
  });
}

/** Loads of which those of one place are no more than it serves, each made less by the same factor. */
function limited(loads: readonly number[], placeOf: readonly number[], served: number): readonly number[] {
  if (served === Number.POSITIVE_INFINITY) return loads;
  const sums: number[] = [];
  for (const [at, load] of loads.entries()) sums[placeOf[at]!] = (sums[placeOf[at]!] ?? 0) + load;
  return loads.map((load, at) => load * Math.min(1, served / Math.max(sums[placeOf[at]!]!, Number.MIN_VALUE)));
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
