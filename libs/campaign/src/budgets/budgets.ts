import { ATTRIBUTE_NAME } from '@twinbank/protocol';
import {
  burstOf,
  byteAllowance,
  LEASE_PIECE_BYTES,
  leaseBytesOf,
  leaseMsOf,
  leaseOf,
  problemsOfBudget,
  type Bucket,
  type ByteBudget,
  type ByteLease,
} from '@twinbank/schedule';

import { NO_PLACE } from '../spread/spread.js';

/** How many bytes of blocks a campaign sends, over all servers together; without one, as fast as they can. */
export interface Budgets {
  /** For all of its devices together. */
  readonly total?: ByteBudget;
  /** For the devices of each place: of each value of an attribute. */
  readonly each?: PlaceBudget;
  /** For the devices of each place of another kind, such as each gateway beside each site: a block must fit into both. */
  readonly andEach?: PlaceBudget;
}

/** A budget for each value of an attribute. */
export type PlaceBudget = ByteBudget & { readonly by: string };

/** Places of each kind of a campaign that have a budget of their own. A device may report ever new values: those of further places share the budget of devices without one. */
export const BUDGET_PLACES_MAX = 10_000;

/** What is wrong with them, one sentence each. */
export function problemsOfBudgets(budgets: unknown): string[] {
  if (budgets === undefined) return [];
  if (typeof budgets !== 'object' || budgets === null) return ['budgets is an object'];
  const { total, each, andEach } = budgets as Readonly<Record<string, unknown>>;
  return [
    ...(total === undefined && each === undefined ? ['budgets has total or each'] : []),
    ...(total === undefined ? [] : problemsOfBudget(total, 'budgets.total')),
    ...problemsOfPlaces(each, 'budgets.each'),
    ...problemsOfPlaces(andEach, 'budgets.andEach'),
    ...(andEach === undefined || (each !== undefined && byOf(each) !== byOf(andEach))
      ? []
      : ['budgets.andEach is for places beside those of budgets.each, by another attribute']),
  ];
}

const byOf = (places: unknown): unknown => (places as { readonly by?: unknown } | null | undefined)?.by;

function problemsOfPlaces(places: unknown, name: string): string[] {
  if (places === undefined) return [];
  const by = byOf(places);
  return [
    ...problemsOfBudget(places, name),
    ...(typeof by === 'string' && ATTRIBUTE_NAME.test(by)
      ? []
      : [`${name}.by is the name of an attribute, such as gateway`]),
  ];
}

/** A budget that transfers of a campaign share. */
export interface Meter {
  readonly campaignId: number;
  readonly scope: keyof Budgets;
  /** The place, with `each` and `andEach`; else `''`. */
  readonly place: string;
  readonly budget: ByteBudget;
}

/**
 * The budgets under which the transfer of a device falls.
 *
 * @param place its value of `budgets.each.by`
 * @param andPlace its value of `budgets.andEach.by`
 */
export function metersOf(
  campaignId: number,
  { total, each, andEach }: Budgets,
  place: string,
  andPlace: string = NO_PLACE,
): readonly Meter[] {
  return [
    ...(total ? [{ campaignId, scope: 'total', place: NO_PLACE, budget: total } as const] : []),
    ...(each ? [{ campaignId, scope: 'each', place, budget: each } as const] : []),
    ...(andEach ? [{ campaignId, scope: 'andEach', place: andPlace, budget: andEach } as const] : []),
  ];
}

/** Names a meter, each with another text. */
export const meterKey = ({ campaignId, scope, place }: Meter): string => `${campaignId} ${scope} ${place}`;

/** How many bytes are leased of a meter at once, and how long they hold. */
export const leaseTermsOf = ({ budget }: Meter) => ({
  bytesPerSecond: budget.bytesPerSecond,
  burstBytes: burstOf(budget),
  leaseBytes: leaseBytesOf(budget),
  leaseMs: leaseMsOf(budget),
});

/** What a server remembers of a meter. */
export type MeterState = Bucket;

/** Leases bytes of a meter; see `leaseOf`. */
export const leaseFrom = ({ budget }: Meter, state: MeterState | undefined, asked: number, nowMs: number): ByteLease =>
  leaseOf(budget, state, asked, nowMs);

/** A meter with its state; undefined before its first lease. */
export interface MeterNow {
  readonly meter: Meter;
  readonly state: MeterState | undefined;
}

/** Shares of a second: what is spent as soon as it is there. */
const LITTLE = 0.1;
/** With less than this in a budget, devices wait for it: below the piece that a lease has at least, none is given. */
export const littleOf = (budget: ByteBudget): number =>
  Math.max(budget.bytesPerSecond * LITTLE, Math.min(LEASE_PIECE_BYTES, leaseBytesOf(budget)));

/**
 * Which budget keeps a download slow, in words: those of its places go first. Undefined if none is used up.
 *
 * @param budgets what the campaign says, for the names of the attributes
 */
export function budgetWords(
  meters: readonly MeterNow[],
  budgets: Budgets | undefined,
  nowMs: number,
): string | undefined {
  const empty = meters.filter(({ meter: { budget }, state }) => {
    if (state === undefined) return false;
    return byteAllowance(budget, state, nowMs).available < littleOf(budget);
  });
  const { meter } = empty.find(({ meter: { scope } }) => scope !== 'total') ?? empty[0] ?? {};
  if (meter === undefined) return undefined;
  const whose = meter.scope === 'total' ? 'the campaign has' : placeOf(meter, budgets?.[meter.scope]?.by);
  return `waits for its byte budget: ${whose} ${meter.budget.bytesPerSecond} bytes a second, and they are used up`;
}

const placeOf = ({ place }: Meter, by = 'place'): string =>
  place === NO_PLACE ? `all devices without ${by} have` : `${by} ${place} has`;
