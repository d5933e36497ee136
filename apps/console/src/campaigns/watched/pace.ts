import type { components } from '@twinbank/client';

import { many } from '../../parts/texts/many.js';

/** A step of the pace of a campaign, as the server answers it. */
export type PaceStep = components['schemas']['PaceStepAnswer'];

/** What a chart shows over time: a value for each step, as a rate, so that steps of each length can be compared. */
export interface Curves {
  /** Beginnings of the steps, in milliseconds; the last one is the end of the last step, with the values of that step once more. */
  readonly times: readonly number[];
  /** Jobs that got a ticket, that succeeded, and that failed: each for one minute. */
  readonly offered: readonly number[];
  readonly succeeded: readonly number[];
  readonly failed: readonly number[];
  /** Bytes of images that arrived, for one second. */
  readonly goodput: readonly number[];
}

const MINUTE_SECONDS = 60;
/** A step that has lasted shorter would make a rate of chance: one device in its first second is no 60 a minute. */
const SHORTEST_SECONDS = 10;

/** The pace as rates. The last step, which is not over, is left out while it is too short, unless it is all that there is. */
export function curvesOf(steps: readonly PaceStep[]): Curves {
  const told = steps.length > 1 && steps.at(-1)!.seconds < SHORTEST_SECONDS ? steps.slice(0, -1) : steps;
  const drawn = told.length === 0 ? told : [...told, told.at(-1)!];
  const each = (value: (step: PaceStep) => number, unitSeconds: number): readonly number[] =>
    drawn.map((step) => (value(step) * unitSeconds) / Math.max(step.seconds, SHORTEST_SECONDS));
  const begin = ({ at }: PaceStep): number => Date.parse(at);
  return {
    times: drawn.map((step, index) => begin(step) + (index === told.length ? step.seconds * 1000 : 0)),
    offered: each(({ offered }) => offered, MINUTE_SECONDS),
    succeeded: each(({ succeeded }) => succeeded, MINUTE_SECONDS),
    failed: each(({ failed }) => failed, MINUTE_SECONDS),
    goodput: each(({ bytes }) => bytes, 1),
  };
}

/** Whether nothing was done in any step: then there is nothing to draw. */
export const isStill = (steps: readonly PaceStep[]): boolean =>
  steps.every(({ offered, succeeded, failed, bytes }) => offered + succeeded + failed + bytes === 0);

const UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const;
const KIB = 1024;

/** Bytes in a second as people read them. */
export function perSecondText(bytesPerSecond: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(1, bytesPerSecond)) / Math.log(KIB)));
  if (power === 0) return `${many(Math.round(bytesPerSecond), 'byte')}/s`;
  const value = bytesPerSecond / KIB ** power;
  return `${value.toLocaleString('en', { maximumFractionDigits: 1 })} ${UNITS[power]}/s`;
}

/** Devices in a minute as people read them; below 10 with a digit more. */
export const perMinuteText = (value: number): string =>
  `${value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })} a minute`;

/** How full a budget is, in whole percent. */
export const filledPercent = (available: number, burstBytes: number): number =>
  burstBytes <= 0 ? 0 : Math.round((100 * Math.min(available, burstBytes)) / burstBytes);
