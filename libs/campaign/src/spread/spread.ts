import { ATTRIBUTE_NAME } from '@twinbank/protocol';

import { isWithin, type NumberRange } from '../config-ranges.js';
import type { Soak } from '../soak/soak.js';

/** How many devices of a place a campaign updates at once; without it, any number. A place is a value of an attribute. */
export interface Spread {
  /** The attribute that names the place of a device: `site`, `gateway` or any other one. */
  readonly by: string;
  /** At most this percentage of the devices that the campaign has at a place, rounded down, and always one. */
  readonly percent: number;
  /** Whether a device counts until its soak is over; without it, until it runs the release. */
  readonly whileSoaking?: boolean;
}

/** The percentages of a {@link Spread}. Of a smaller share than a thousandth nobody can say what it protects. */
export const SPREAD_PERCENT: NumberRange = { min: 0.1, max: 100, whole: false };

/** The place of devices without the attribute: they share one, as nothing says that they are apart. */
export const NO_PLACE = '';

/** What is wrong with it, one sentence each. */
export function problemsOfSpread({
  spread,
  soak,
}: {
  readonly spread?: Spread | undefined;
  readonly soak?: Soak | undefined;
}): string[] {
  if (spread === undefined) return [];
  if (typeof spread !== 'object' || spread === null) return ['spread is an object'];
  const { by, percent, whileSoaking } = spread as Readonly<Record<keyof Spread, unknown>>;
  const { min, max } = SPREAD_PERCENT;
  const checks: [boolean, string][] = [
    [typeof by === 'string' && ATTRIBUTE_NAME.test(by), 'spread.by is the name of an attribute, such as site'],
    [isWithin(percent, SPREAD_PERCENT), `spread.percent is a number from ${min} to ${max}`],
    [whileSoaking === undefined || typeof whileSoaking === 'boolean', 'spread.whileSoaking is true or false'],
    [whileSoaking !== true || soak !== undefined, 'spread.whileSoaking needs soak'],
  ];
  return checks.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** The place of a device: what operators say of it, else what it says itself, else {@link NO_PLACE}. */
export function placeBy(
  { by }: Pick<Spread, 'by'>,
  {
    attributes,
    reported,
  }: { readonly attributes?: Attributes | undefined; readonly reported?: Attributes | undefined },
): string {
  for (const known of [attributes, reported])
    if (known !== undefined && Object.hasOwn(known, by)) return String(known[by]);
  return NO_PLACE;
}
