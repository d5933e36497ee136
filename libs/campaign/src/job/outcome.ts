import type { BankReport, DeviceStatus, FinishPolicy, Stage } from '@twinbank/protocol';

import type { ImageId } from './job.js';

/**
 * - `succeeded`: the banks hold what the policy demands, or what a download only was to bring
 * - `kept`: the device could choose the release, and has not: its other bank holds it
 * - `running`: in progress, nothing is decided
 * - `reverted`: the new image ran or was about to run, and the old one runs again
 * - `not-started`: the old image runs and the new one never did
 * - `unexpected`: something else runs
 */
export type Outcome = 'succeeded' | 'kept' | 'running' | 'reverted' | 'not-started' | 'unexpected';

/** What the outcome of a job is derived from. */
export interface OutcomeFacts {
  /** The code section that the release brings. */
  readonly expected: ImageId;
  /** What ran when the job was planned; undefined if the device had not reported by then. */
  readonly previous: ImageId | undefined;
  /** The state of its banks as the device reports it. */
  readonly status: DeviceStatus;
  /** The stage reported with it, or the last known stage of this attempt. */
  readonly stage?: Stage | undefined;
  readonly policy: FinishPolicy;
  /** Whether the ticket asked for the download only. */
  readonly downloadOnly?: boolean | undefined;
  /** Whether it left the swap to the device. */
  readonly byChoice?: boolean | undefined;
}

/** Whether a bank holds this image, complete and checked. */
export const holds = (bank: BankReport, image: ImageId): boolean =>
  bank.state === 'valid' && bank.digest === image.digest && bank.version === image.version;

const BOOTED_STAGES: readonly Stage[] = ['swapped', 'confirmed', 'mirroring', 'done', 'reverted'];
const FINAL_BEFORE_BOOT: readonly Stage[] = ['rejected', 'failed', 'cancelled'];

/**
 * The outcome of a job, derived from the banks that the device reports and not from a message of success: an image
 * that crashes never sends one. Mirror has succeeded when both banks hold the release, bank 1 runs, is confirmed,
 * and BFB2 is cleared; keep-previous when the active bank holds it and is confirmed. A download only has succeeded when the
 * other bank holds it, or it runs already, confirmed.
 */
export function deriveOutcome(facts: OutcomeFacts): Outcome {
  const { expected, previous, status } = facts;
  const [active, other] = status.active === 1 ? status.banks : [status.banks[1], status.banks[0]];
  if (holds(active, expected)) return outcomeOfNew(facts, other);
  if (facts.downloadOnly && holds(other, expected) && !endedBeforeBoot(facts)) return 'succeeded';
  // Only the device can say that it will not choose it any more.
  if (facts.byChoice && facts.stage === 'done' && holds(other, expected)) return 'kept';
  const isOld = previous === undefined ? active.state === 'valid' : holds(active, previous);
  return isOld ? outcomeOfOld(facts, other) : 'unexpected';
}

/** Whether the device says that it refused, gave up or stopped: what its other bank holds then is not the job's doing. */
const endedBeforeBoot = ({ stage }: OutcomeFacts): boolean => stage !== undefined && FINAL_BEFORE_BOOT.includes(stage);

function outcomeOfNew({ expected, status, policy, downloadOnly }: OutcomeFacts, other: BankReport): Outcome {
  if (!status.confirmed) return 'running';
  if (policy === 'keep-previous' || downloadOnly) return 'succeeded';
  return holds(other, expected) && status.active === 1 && status.bfb2 === 0 ? 'succeeded' : 'running';
}

function outcomeOfOld(facts: OutcomeFacts, other: BankReport): Outcome {
  const { expected, stage, downloadOnly } = facts;
  if (downloadOnly) return endedBeforeBoot(facts) || stage === undefined ? 'not-started' : 'running';
  if (stage !== undefined && BOOTED_STAGES.includes(stage)) return 'reverted';
  if (endedBeforeBoot(facts)) return 'not-started';
  return stage !== undefined || holds(other, expected) ? 'running' : 'not-started';
}
