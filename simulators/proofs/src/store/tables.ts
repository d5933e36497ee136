import {
  OPEN_JOB_STATES,
  type Campaign,
  type CampaignStep,
  type DeviceFacts,
  type ImageId,
  type Job,
  type JobRules,
} from '@twinbank/campaign';
import type { DeviceStatus } from '@twinbank/protocol';
import type { ReportPlace } from '@twinbank/rollout';

import { ENGINE, type Engine } from './engine.js';

/** A device as the store has it. */
export interface StoredDevice {
  readonly id: string;
  readonly product: string;
  readonly hardware: string;
  readonly keyEpoch: number;
  readonly sequence: number;
  readonly active: boolean;
  /** Where it stands: what campaigns are spread by. */
  readonly site?: string | undefined;
  readonly status?: DeviceStatus | undefined;
  readonly place?: ReportPlace | undefined;
}

/** A release as the store has it. */
export interface StoredRelease {
  readonly id: number;
  readonly product: string;
  /** Version and digest of its code. */
  readonly image: ImageId;
  /** The oldest version that it replaces; without it, any. */
  readonly upgradesFrom?: string | undefined;
}

/** An attempt as the store has it. */
export interface StoredAttempt {
  readonly jobId: number;
  readonly atMs: number;
  /** The release in between that it brings; without it, that of its campaign. */
  readonly releaseId?: number | undefined;
}

/** Is called for every change at the moment of the change. */
export interface StoreWatch {
  campaign(before: Campaign, step: CampaignStep, after: Campaign): void;
  job(before: Job | undefined, after: Job, reason: string | undefined): void;
  place(deviceId: string, before: ReportPlace | undefined, after: ReportPlace): void;
}

const UNWATCHED: StoreWatch = { campaign: () => undefined, job: () => undefined, place: () => undefined };

/** The rows of the twin of the database. Each method of the twin is one transaction: nothing happens in between. */
export class Tables {
  readonly devices = new Map<string, StoredDevice>();
  readonly releases = new Map<number, StoredRelease>();
  readonly campaigns = new Map<number, Campaign>();
  readonly jobs = new Map<number, Job>();
  readonly attempts = new Map<number, StoredAttempt>();
  /** Ids of jobs that have not ended, in the order of their creation. */
  readonly open = new Set<number>();
  watch: StoreWatch = UNWATCHED;
  private readonly byCampaign = new Map<number, number[]>();
  private readonly openByDevice = new Map<string, number>();

  /** @param nowMs the store's own clock */
  constructor(
    readonly nowMs: () => number,
    readonly engine: Engine = ENGINE,
  ) {}

  /** The earlier of the caller's clock and the store's own, so that one wrong clock alone makes nothing due. */
  soberMs(nowMs: number): number {
    return Math.min(nowMs, this.nowMs());
  }

  jobsOf(campaignId: number): Job[] {
    return this.listOf(campaignId).map((id) => this.jobs.get(id)!);
  }

  private listOf(campaignId: number): number[] {
    const list = this.byCampaign.get(campaignId) ?? [];
    this.byCampaign.set(campaignId, list);
    return list;
  }

  openJobOf(deviceId: string): Job | undefined {
    const id = this.openByDevice.get(deviceId);
    return id === undefined ? undefined : this.jobs.get(id);
  }

  put(job: Job, reason?: string): void {
    const before = this.jobs.get(job.id);
    this.jobs.set(job.id, job);
    if (!before) this.listOf(job.campaignId).push(job.id);
    if (OPEN_JOB_STATES.includes(job.state)) {
      this.open.add(job.id);
      this.openByDevice.set(job.deviceId, job.id);
    } else {
      this.open.delete(job.id);
      if (this.openByDevice.get(job.deviceId) === job.id) this.openByDevice.delete(job.deviceId);
    }
    this.watch.job(before, job, reason);
  }

  /** The release that the present attempt of a job brings. */
  releaseIdOf({ campaignId, transfer = 0 }: Pick<Job, 'campaignId' | 'transfer'>): number {
    return this.attempts.get(transfer)?.releaseId ?? this.campaigns.get(campaignId)!.releaseId;
  }

  /** The rules for a job, from its campaign and its attempt. */
  rulesOf(job: Job): JobRules {
    const { config, releaseId: last, state } = this.campaigns.get(job.campaignId)!;
    const releaseId = this.releaseIdOf(job);
    const onward = releaseId !== last && { onward: true as const };
    const { retry, timeouts, terms, soak, limits } = config;
    const expected = this.releases.get(releaseId)!.image;
    const { policy, kind } = terms;
    const kinds = { downloadOnly: kind === 'download-only', byChoice: kind === 'device-choice' };
    return { expected, policy, ...kinds, retry, timeouts, limits, soak, stopping: state === 'stopping', ...onward };
  }

  /** The facts about a device that decisions need. */
  factsOf({ id, hardware, status, active }: StoredDevice, withOpen: boolean): DeviceFacts {
    const openCampaign = withOpen ? this.openJobOf(id)?.campaignId : undefined;
    return {
      active,
      hardware,
      ...(openCampaign !== undefined && { openCampaign }),
      ...(status && {
        part: status.part,
        reportedHardware: status.hardware,
        counter: status.counter,
        version: runningImage(status)?.version,
        digest: runningImage(status)?.digest,
        dualBank: status.dualBank,
        bootsBank2: status.bootsBank2,
        bootRom: status.bootRom,
        understands: status.understands,
      }),
    };
  }
}

/** The image that runs on a device; undefined if its bank is not complete. */
export function runningImage({ banks, active }: DeviceStatus): ImageId | undefined {
  const { version, digest } = banks[active - 1]!;
  return version === undefined || digest === undefined ? undefined : { version, digest };
}
