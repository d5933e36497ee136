import type { OperatorActor } from '@twinbank/access';
import {
  DEFAULT_RULES,
  jobCounts,
  NOTHING_ACKNOWLEDGED,
  type Campaign,
  type CampaignConfig,
  type DeviceFacts,
  type ImageId,
  type Job,
  type JobCell,
  type JobCounts,
  type JobRules,
  type LiveFacts,
  type NotLive,
  type ReleaseFacts,
  type UpdateOrder,
  type UpdateTerms,
  type WaveCounts,
} from '@twinbank/campaign';
import type { BankReport, DeviceStatus } from '@twinbank/protocol';

/** Valid specimens for specs; each test names only what matters to it. */

export const OLD: ImageId = { version: '1.0.0', digest: '0'.repeat(64) };
export const NEW: ImageId = { version: '1.1.0', digest: '1'.repeat(64) };
export const FOREIGN: ImageId = { version: '9.9.9', digest: '9'.repeat(64) };

/** The operator who gives commands in these tests. */
export const BUILD_SERVER: OperatorActor = {
  kind: 'operator',
  name: 'build-server',
  tokenId: '11111111-2222-4333-8444-555555555555',
  address: '203.0.113.7',
  requestId: 'request-1',
};

export const aBank = (bank: 1 | 2, image?: ImageId): BankReport => ({
  bank,
  ...(image ? { state: 'valid' as const, ...image } : { state: 'empty' as const }),
});

/** The status of a device that runs the first given image, confirmed, in bank 1. */
export function aStatus(
  images: readonly [ImageId | undefined, ImageId | undefined],
  given: Partial<DeviceStatus> = {},
): DeviceStatus {
  const banks = [aBank(1, images[0]), aBank(2, images[1])] as const;
  return {
    product: 'pump',
    part: 'STM32G484',
    hardware: 'A',
    banks,
    active: 1,
    fbMode: 0,
    bfb2: 0,
    confirmed: true,
    counter: 1,
    reset: 'power-on',
    ...given,
  };
}

export const aConfig = (given: Partial<CampaignConfig> = {}): CampaignConfig => ({
  ...DEFAULT_RULES,
  selection: {},
  terms: {
    policy: 'mirror',
    mode: 'live',
    cipher: 'A128CTR',
    slotDeadlineMs: 60_000,
    onNoSlot: 'fail',
    confirmTimeoutMs: 60_000,
  },
  ...given,
});

export const aCampaign = (given: Partial<Campaign> = {}): Campaign => ({
  id: 7,
  name: 'spring',
  product: 'pump',
  releaseId: 3,
  state: 'running',
  config: aConfig(),
  currentWave: 0,
  acknowledged: NOTHING_ACKNOWLEDGED,
  version: 1,
  createdAtMs: 1,
  ...given,
});

export const aWave = (wave: number, jobs: Partial<JobCounts>, due: number = jobs.waiting ?? 0): WaveCounts => ({
  wave,
  jobs: jobCounts(jobs),
  due,
});

export const aJob = (given: Partial<Job> = {}): Job => ({
  id: 42,
  campaignId: 7,
  deviceId: 'pump-1',
  wave: 0,
  ordinal: 0,
  state: 'running',
  stage: 'downloading',
  attempts: 1,
  transfer: 99,
  previous: OLD,
  deadlineAtMs: 100_000,
  startedAtMs: 1,
  ...given,
});

export const someRules = (given: Partial<JobRules> = {}): JobRules => ({
  expected: NEW,
  policy: 'mirror',
  retry: { attempts: 3, firstDelayMs: 1000, factor: 2, maxDelayMs: 60_000, jitter: 0 },
  timeouts: { offerMs: 5000, runMs: 50_000 },
  stopping: false,
  ...given,
});

/** The facts of a device that runs the old image and can take any release. */
export const aFact = (given: Partial<DeviceFacts> = {}): DeviceFacts => ({
  ...{
    active: true,
    hardware: 'A',
    part: 'STM32G484',
    reportedHardware: 'A',
    counter: 1,
    digest: OLD.digest,
    dualBank: true,
    bootsBank2: true,
  },
  ...given,
});

/** A campaign's instruction that a device of {@link aFact} can carry out. */
export function anOrder(
  given: {
    release?: Partial<ReleaseFacts>;
    terms?: Partial<UpdateTerms>;
    running?: ReadonlyMap<string, LiveFacts>;
    notLive?: NotLive;
  } = {},
): UpdateOrder {
  const { release, terms, running = new Map(), notLive } = given;
  const swapSection = { offset: 1024, length: 64, sha256: 'a'.repeat(64) };
  const facts: ReleaseFacts = {
    version: NEW.version,
    counter: 2,
    parts: ['STM32G484'],
    hardware: ['A', 'B'],
    codeDigest: NEW.digest,
    codeLength: 65_536,
    blockSize: 4096,
    swapSection,
    runOnce: false,
  };
  return { release: { ...facts, ...release }, terms: { ...aConfig().terms, ...terms }, running, notLive };
}

/** Jobs that are alike; each test names what matters to it. */
export const aCell = (given: Partial<JobCell> = {}): JobCell => ({
  wave: 0,
  state: 'waiting',
  slices: [],
  jobs: 1,
  ...given,
});
