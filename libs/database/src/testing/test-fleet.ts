import {
  DEFAULT_RULES,
  stepCampaign,
  stepJob,
  type Campaign,
  type CampaignConfig,
  type ImageId,
  type JobEvent,
  type JobStep,
  type ReleaseFacts,
  type UpdateOrder,
} from '@twinbank/campaign';
import { SERVER_SIGNS } from '@twinbank/keys';
import type { DeviceStatus, Report } from '@twinbank/protocol';
import type { Offer } from '@twinbank/rollout';
import { aStatus } from '@twinbank/testkit/campaign-specimens';

import type { Database } from '../database.js';
import type { ClaimRequest } from '../campaigns/claim/claim.js';
import type { Release, ReleaseDraft } from '../releases.js';
import { aCommand } from './test-database.js';

/** Rows that specs begin with; each test names only what matters to it. */

export const NOW = Date.UTC(2026, 0, 1);
export const OLD = { version: '1.0.0', digest: 'a'.repeat(64) };
export const NEW = { version: '1.1.0', digest: 'b'.repeat(64) };

/** Who gives the commands of these specs, and when. */
export const COMMAND = aCommand(NOW);

export const aProduct = (name = 'pump') => ({
  name,
  part: 'STM32G484' as const,
  hardware: ['A', 'B'],
  finishPolicy: 'mirror' as const,
  allowUnencrypted: false,
  agent: 'twinbank' as const,
});

export const aRelease = (given: Partial<ReleaseDraft> = {}): ReleaseDraft => ({
  product: 'pump',
  version: NEW.version,
  counter: 2,
  signing: SERVER_SIGNS,
  manifestJws: 'header.payload.signature',
  manifestDigest: 'c'.repeat(64),
  releaseSalt: Uint8Array.from({ length: 32 }, (_, index) => index),
  blockSize: 4096,
  streamLength: 65_600,
  codeDigest: NEW.digest,
  codeLength: 65_536,
  hardware: ['A', 'B'],
  blobKey: 'd'.repeat(64),
  ...given,
});

/** The status of a device with the given image in both banks. */
export const mirroredStatus = (image: ImageId = OLD, given: Partial<DeviceStatus> = {}): DeviceStatus =>
  aStatus([image, image], given);

export const idOf = (number: number): string => `pump-${String(number).padStart(5, '0')}`;

/** Creates a release as an upload does: its blob was noted before, and is there. */
export async function createRelease(
  { releases }: Pick<Database, 'releases'>,
  draft: ReleaseDraft,
  command = COMMAND,
): Promise<Release> {
  await releases.intendBlob(draft.blobKey, command.nowMs);
  return releases.create(draft, command, () => Promise.resolve(true));
}

/** A product, a release, and so many devices that run the old version. */
export async function aFleet(database: Database, devices: number): Promise<{ releaseId: number; ids: string[] }> {
  await database.products.create(aProduct(), COMMAND);
  const release = await createRelease(database, aRelease());
  const ids = Array.from({ length: devices }, (_, index) => idOf(index));
  await database.devices.provision(
    ids.map((id) => ({ id, product: 'pump', hardware: 'A', keyEpoch: 1 })),
    COMMAND,
  );
  await database.devices.applyStatuses(ids.map((deviceId) => ({ deviceId, status: mirroredStatus(), seenAtMs: NOW })));
  return { releaseId: release.id, ids };
}

export const aConfig = (given: Partial<CampaignConfig> = {}): CampaignConfig => ({
  ...DEFAULT_RULES,
  waves: [{ percent: 100 }],
  retry: { attempts: 3, firstDelayMs: 1000, factor: 1, maxDelayMs: 1000, jitter: 0 },
  selection: {},
  terms: {
    policy: 'mirror',
    mode: 'live',
    cipher: 'A256CTR',
    slotDeadlineMs: 1000,
    onNoSlot: 'fail',
    confirmTimeoutMs: 1000,
  },
  ...given,
});

/** Creates a campaign and starts it. */
export async function aRunningCampaign(
  database: Database,
  releaseId: number,
  given: Partial<CampaignConfig> = {},
): Promise<Campaign> {
  const { id } = await database.campaigns.create(
    { name: 'spring', product: 'pump', releaseId, config: aConfig(given) },
    COMMAND,
  );
  return startCampaign(database, id);
}

export async function startCampaign(database: Database, id: number, nowMs = NOW): Promise<Campaign> {
  await database.campaigns.start(id, nowMs, (draft) => stepCampaign(draft, { type: 'start', by: COMMAND.by }, nowMs));
  for (let slices = 0; slices < 1000; slices++) {
    const campaign = await database.plans.goOn(id, anOrder(), { limit: 50, nowMs });
    if (campaign?.state !== 'starting') return campaign ?? database.campaigns.get(id);
  }
  throw new Error('the planning does not end');
}

/** What the release of {@link aFleet} orders: nothing is held against its devices but that they run it already. */
export const anOrder = (given: Partial<ReleaseFacts> = {}): UpdateOrder => ({
  release: {
    ...{
      version: NEW.version,
      counter: 2,
      parts: ['STM32G484'],
      hardware: ['A', 'B'],
      codeDigest: NEW.digest,
      codeLength: 65_536,
      blockSize: 4096,
      runOnce: false,
    },
    swapSection: { offset: 1024, length: 64, sha256: 'f'.repeat(64) },
    ...given,
  },
  terms: aConfig().terms,
  running: new Map(),
});

/** Jobs claimed where nothing is held against any device. */
export const claimed = async (
  database: Database,
  request: Omit<ClaimRequest, 'exclusionOf'>,
): Promise<readonly Offer[]> => (await database.jobs.claimOffers({ ...request, exclusionOf: () => undefined })).offers;

/** What follows from an event for the open jobs of these devices. */
export async function decide(
  database: Database,
  ids: readonly string[],
  eventFor: (jobId: number) => JobEvent,
  nowMs = NOW,
): Promise<JobStep[]> {
  const open = await database.jobs.openOf(ids);
  return open.flatMap(({ job, rules }) => stepJob(job, eventFor(job.id), rules, { nowMs, random: 0 }) ?? []);
}

const reported = (report: Report): JobEvent => ({ type: 'report', report });
export const accepted = (job: number): JobEvent => reported({ type: 'stage', seq: 1, job, stage: 'accepted' });
export const succeeded = (job: number): JobEvent =>
  reported({ type: 'result', seq: 2, job, stage: 'done', status: mirroredStatus(NEW) });
export const stalled = (job: number, detail = 'no block came'): JobEvent =>
  reported({
    type: 'result',
    seq: 2,
    job,
    stage: 'failed',
    fault: 'download_stalled',
    detail,
    status: mirroredStatus(),
  });
