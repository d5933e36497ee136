import { isVersion } from '@twinbank/primitives';
import { FAULT_CODES, type FaultCode } from '@twinbank/protocol';

import { CONFIG_LIMITS } from '../config-ranges.js';
import { FINAL_JOB_STATES, type JobState } from '../job/job.js';

/**
 * Devices by how their jobs in another campaign of the product ended. What has ended when the campaign that selects
 * begins counts; a job that ends later takes nobody in.
 */
export interface SelectionSource {
  /** The id of that campaign. */
  readonly campaign: number;
  /** States in which a job has ended; without them, those of failures. */
  readonly states?: readonly JobState[];
  /** Only jobs that ended with one of these faults. */
  readonly faults?: readonly FaultCode[];
  /** Only jobs whose device ran one of these versions before. */
  readonly previous?: readonly string[];
}

/** States of jobs that failed, in whatever way: what a source selects if it names no states. */
export const FAILED_JOB_STATES: readonly JobState[] = ['failed', 'rejected', 'timed_out'];

/** The states that a source selects. */
export const statesOfSource = ({ states }: Pick<SelectionSource, 'states'>): readonly JobState[] =>
  states ?? FAILED_JOB_STATES;

/** Highest number of a campaign. */
const CAMPAIGN_ID_MAX = 2 ** 31 - 1;

/** What is wrong with a source, one sentence each; empty if nothing is, or if there is none. */
export function problemsOfSource(source: unknown): string[] {
  if (source === undefined) return [];
  if (typeof source !== 'object' || source === null) return ['selection.from is an object'];
  const { campaign, states, faults, previous } = source as Readonly<Record<string, unknown>>;
  const isId = Number.isSafeInteger(campaign) && (campaign as number) >= 1 && (campaign as number) <= CAMPAIGN_ID_MAX;
  const checks: [boolean, string][] = [
    [isId, 'selection.from.campaign is the number of a campaign'],
    [
      states === undefined || isListOf(states, FINAL_JOB_STATES, FINAL_JOB_STATES.length),
      `selection.from.states has at least one of ${FINAL_JOB_STATES.join(', ')}, each once`,
    ],
    [
      faults === undefined || isListOf(faults, FAULT_CODES, CONFIG_LIMITS.selectedNamesMax),
      `selection.from.faults has 1 to ${CONFIG_LIMITS.selectedNamesMax} codes of faults, each once`,
    ],
  ];
  if (previous !== undefined && !isVersions(previous))
    checks.push([false, `selection.from.previous has 1 to ${CONFIG_LIMITS.selectedNamesMax} versions`]);
  return checks.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}

const isVersions = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= CONFIG_LIMITS.selectedNamesMax &&
  value.every((one) => typeof one === 'string' && isVersion(one));

const isListOf = (value: unknown, known: readonly string[], max: number): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= max &&
  new Set(value).size === value.length &&
  value.every((one) => known.includes(one as string));
