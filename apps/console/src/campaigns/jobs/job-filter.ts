import { atPlace } from '../../asking/place-filter.js';

/** What the address of the list of jobs says: which ones. What is missing or empty narrows nothing. */
export interface AskedJobs {
  /** States, with commas between them. */
  readonly states?: string | undefined;
  /** A wave, from 0. */
  readonly wave?: string | undefined;
  /** The attribute that names places, such as `site`, … */
  readonly by?: string | undefined;
  /** … and the place; empty for devices without one. */
  readonly at?: string | undefined;
  /** `downloading`: those that get blocks now, or have not said yet that they do. */
  readonly stage?: string | undefined;
}

/** The filter of a list of jobs; undefined where nothing is named. */
export function jobFilter({ states, wave, by, at = '', stage }: AskedJobs): string | undefined {
  const parts = [
    isNamed(states) ? `state=in=(${states})` : undefined,
    isNamed(wave) ? `wave==${wave}` : undefined,
    isNamed(by) ? `(${atPlace(by, at)})` : undefined,
    isNamed(stage) ? `(stage==${stage},stage=null=true)` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(';');
}

const isNamed = (value: string | undefined): value is string => value !== undefined && value !== '';

/** The jobs that download under a byte budget: of all devices, or of those at a place. */
export const downloadingAt = (by: string | undefined, place: string | undefined): AskedJobs => ({
  ...{ states: 'running', stage: 'downloading' },
  ...(by !== undefined && { by, at: place ?? '' }),
});
