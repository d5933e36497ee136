import type { DeviceHealth, DeviceStatus, Report } from '@twinbank/protocol';

import { without } from '../fields.js';
import { healthFault, soakFault, type SoakFacts, type Unwell } from '../soak/wellness.js';
import { ended } from './job-ending.js';
import type { JobMoment, JobRules, JobStep } from './job-rules.js';
import type { Job } from './job.js';
import { confirmedHop } from '../paths/hop-step.js';
import { holds } from './outcome.js';

/** What happens to a job whose device is watched. */
export type SoakEvent =
  /** The device told its health. */
  | { readonly type: 'health'; readonly health: DeviceHealth }
  /**
   * The soak is over. `sure`: a device that is not there had the time to come back since this server, or its broker, was
   * away itself.
   */
  | { readonly type: 'soak-over'; readonly device: SoakFacts; readonly sure: boolean };

/** A device that is not there when nobody could have seen it is looked at again after this time. */
const LOOK_AGAIN_MS = 15_000;

/** The device runs the release: its job succeeds, or the device is watched first. If that is one in between, the next update follows. */
export function confirmed(job: Job, told: Job, rules: JobRules, at: JobMoment): JobStep | undefined {
  if (rules.onward) return confirmedHop(job, told, rules, at);
  const { soak, stopping } = rules;
  const { nowMs } = at;
  const reason = 'the banks that the device reports hold the release';
  if (soak === undefined || stopping) return ended(job, 'succeeded', told, nowMs, reason);
  const next: Job = {
    ...without(told, 'fault', 'detail', 'nextAttemptAtMs', 'runEndsAtMs', 'progressAtMs'),
    state: 'soaking',
    deadlineAtMs: nowMs + soak.durationMs,
  };
  return {
    from: job.state,
    attempts: job.attempts,
    job: next,
    reason: `${reason}; it is watched for ${soak.durationMs} ms`,
  };
}

/**
 * What follows for a device that is watched. Its banks and its health decide: what else it says of the job repeats what is
 * known.
 */
export function onSoaking(
  job: Job,
  event:
    | SoakEvent
    | { readonly type: 'report'; readonly report: Report }
    | { readonly type: 'unreadable' | 'image-lost' | 'timeout' },
  rules: JobRules,
  at: JobMoment,
): JobStep | undefined {
  switch (event.type) {
    case 'report':
      return event.report.type === 'hello' ? onHello(job, event.report.status, rules, at) : undefined;
    case 'health':
      return onHealth(job, event.health, rules, at);
    case 'soak-over':
      return onOver(job, event, rules, at);
    default:
      return undefined;
  }
}

function onHello(
  job: Job,
  { active, banks }: DeviceStatus,
  { expected }: JobRules,
  at: JobMoment,
): JobStep | undefined {
  const bank = banks[active - 1]!;
  if (holds(bank, expected)) return undefined;
  return unwell(job, { fault: 'soak_release_left', detail: `it runs ${bank.version ?? 'an image of no name'}` }, at);
}

/** What was counted with another image says nothing of this one. */
function onHealth(job: Job, health: DeviceHealth, { expected, soak }: JobRules, at: JobMoment): JobStep | undefined {
  if (soak === undefined || health.digest !== expected.digest) return undefined;
  const fault = healthFault(soak, health);
  return fault && unwell(job, fault, at);
}

function onOver(
  job: Job,
  { device, sure }: Extract<SoakEvent, { type: 'soak-over' }>,
  { expected, soak, stopping }: JobRules,
  at: JobMoment,
): JobStep | undefined {
  if (job.deadlineAtMs === undefined || job.deadlineAtMs > at.nowMs) return undefined;
  const fault = soak && !stopping ? soakFault(soak, { expected, facts: device, nowMs: at.nowMs }) : undefined;
  if (fault === undefined)
    return ended(job, 'succeeded', job, at.nowMs, 'it ran the release and was well all the time');
  if (fault.fault !== 'soak_not_seen' || sure) return unwell(job, fault, at);
  const again: Job = { ...job, deadlineAtMs: at.nowMs + LOOK_AGAIN_MS };
  return { from: job.state, attempts: job.attempts, job: again, reason: 'the server was away, and the device may be' };
}

/** No further attempt follows: the device has the release. */
const unwell = (job: Job, { fault, detail }: Unwell, { nowMs }: JobMoment): JobStep =>
  ended(job, 'failed', { ...job, fault, detail }, nowMs, `the device runs the release and is not well: ${fault}`);
