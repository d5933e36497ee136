import type { DeviceHealth, FaultCode } from '@twinbank/protocol';

import type { ImageId } from '../job/job.js';
import { seenWithinMs, type HealthLimit, type Soak } from './soak.js';

/** The faults of a device that took the release and is not well with it. */
export const UNWELL_FAULTS: readonly FaultCode[] = [
  'health_resets',
  'health_watchdog',
  'health_deadlines',
  'health_rule_broken',
  'health_missing',
  'soak_not_seen',
  'soak_release_left',
];

/** Why a device is not well. */
export interface Unwell {
  readonly fault: FaultCode;
  readonly detail: string;
}

/** What is known of a device at the end of its soak. */
export interface SoakFacts {
  /** SHA-256 (hex) of the code section that it last reported to run. */
  readonly digest?: string | undefined;
  readonly version?: string | undefined;
  readonly online: boolean;
  readonly lastSeenAtMs?: number | undefined;
  /** What it last told of its health, of whatever image. */
  readonly health?: DeviceHealth | undefined;
}

/** What a device tells of its health beyond what its soak allows; undefined if nothing is, or nothing of it is told. */
export function healthFault({ allowance = {}, limits = [] }: Soak, health: DeviceHealth): Unwell | undefined {
  const { resets, watchdogResets, missedDeadlines } = allowance;
  return (
    beyond('health_watchdog', 'resets by a watchdog', health.watchdogResets, watchdogResets) ??
    beyond('health_resets', 'resets', resetsOf(health), resets) ??
    beyond('health_deadlines', 'missed deadlines', health.missedDeadlines, missedDeadlines) ??
    limits.map((limit) => outside(limit, health.numbers[limit.name])).find((fault) => fault !== undefined)
  );
}

/** Why a device is not well at the end of its soak; undefined if it is. `nowMs`: when that is judged. */
export function soakFault(
  soak: Soak,
  { expected, facts, nowMs }: { readonly expected: ImageId; readonly facts: SoakFacts; readonly nowMs: number },
): Unwell | undefined {
  const { digest, version, health } = facts;
  if (digest !== expected.digest)
    return { fault: 'soak_release_left', detail: `it runs ${version ?? 'an image of no name'}` };
  const told = health?.digest === expected.digest ? health : undefined;
  return (told && healthFault(soak, told)) ?? unseen(soak, facts, nowMs) ?? untold(soak, told);
}

/** Starts of the device while the image ran; an update itself restarts it by its option bytes. */
export const resetsOf = ({ boots }: DeviceHealth): number =>
  Object.entries(boots).reduce((sum, [cause, count]) => sum + (cause === 'option-bytes' ? 0 : count), 0);

function beyond(
  fault: FaultCode,
  what: string,
  count: number | undefined,
  allowed: number | undefined,
): Unwell | undefined {
  if (count === undefined || allowed === undefined || count <= allowed) return undefined;
  return { fault, detail: `${count} ${what} with this release, and ${allowed} are allowed` };
}

function outside({ name, above, below }: HealthLimit, value: number | undefined): Unwell | undefined {
  if (value === undefined) return undefined;
  if (above !== undefined && value > above) return broken(`${name} is ${value}, above ${above}`);
  return below !== undefined && value < below ? broken(`${name} is ${value}, below ${below}`) : undefined;
}

const broken = (detail: string): Unwell => ({ fault: 'health_rule_broken', detail });

function unseen(soak: Soak, { online, lastSeenAtMs }: SoakFacts, nowMs: number): Unwell | undefined {
  if (online || (lastSeenAtMs !== undefined && lastSeenAtMs >= nowMs - seenWithinMs(soak))) return undefined;
  const since = lastSeenAtMs === undefined ? 'at all' : `since ${new Date(lastSeenAtMs).toISOString()}`;
  return { fault: 'soak_not_seen', detail: `it was not seen ${since}` };
}

/** What the soak judges by, and the device did not tell of this release. */
function untold({ allowance = {}, limits = [] }: Soak, health: DeviceHealth | undefined): Unwell | undefined {
  const { resets, watchdogResets, missedDeadlines } = allowance;
  const missing = [
    ...((resets ?? watchdogResets) !== undefined && health === undefined ? ['resets'] : []),
    ...(missedDeadlines !== undefined && health?.missedDeadlines === undefined ? ['missed deadlines'] : []),
    ...limits.flatMap(({ name }) => (health?.numbers[name] === undefined ? [name] : [])),
  ];
  if (missing.length === 0) return undefined;
  return { fault: 'health_missing', detail: `it told nothing of ${missing.join(', ')} with this release` };
}
