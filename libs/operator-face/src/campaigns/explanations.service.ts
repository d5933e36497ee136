import { Inject, Injectable } from '@nestjs/common';

import {
  awaitedKeys,
  explain,
  isFinalJobState,
  mayGiveJobs,
  exclusionOf,
  metersOf,
  placeBy,
  takesOverAt,
  wayLeft,
  type Campaign,
  type Counts,
  type ExplanationFacts,
  type Job,
} from '@twinbank/campaign';
import { isEnding, type Device } from '@twinbank/database';
import { CLOCK } from '@twinbank/ports';
import { isFault, type Clock } from '@twinbank/primitives';
import { UpdateOrders } from '@twinbank/stored-releases';

import { OperatorData } from '../auth/operator-data.js';
import { explanationAnswer, type ExplanationAnswer } from './explanation.dto.js';

/** Campaigns about which a device is told, and as many of its jobs are looked at. */
const CAMPAIGNS_MAX = 50;

/** What is read of a device and a campaign before it is explained. */
interface Known {
  readonly campaign: Campaign;
  readonly device: Device;
  readonly job: Job | undefined;
  readonly counts: ReadonlyMap<number, Counts>;
}

/** Explains why a device is in or out of campaigns, waits or has failed. */
@Injectable()
export class ExplanationsService {
  constructor(
    private readonly data: OperatorData,
    private readonly orders: UpdateOrders,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws Fault `campaign_unknown`, `device_unknown` */
  async one(campaignId: number, deviceId: string): Promise<ExplanationAnswer> {
    const campaign = await this.data.campaigns.get(campaignId);
    const device = await this.data.devices.get(deviceId);
    const job = await this.data.jobs.findOf(campaignId, deviceId);
    const counts = await this.data.campaigns.countedEach([campaignId]);
    return this.of({ campaign, device, job, counts });
  }

  /**
   * For each of the device's last campaigns, and of those of its product that are under way, newest first.
   *
   * @throws Fault `device_unknown`
   */
  async all(deviceId: string): Promise<ExplanationAnswer[]> {
    const device = await this.data.devices.get(deviceId);
    const jobs = new Map((await this.data.jobs.newestOf(deviceId, CAMPAIGNS_MAX)).map((job) => [job.campaignId, job]));
    const campaigns = await this.data.campaigns.theseOrUnderWay([...jobs.keys()], device.product, CAMPAIGNS_MAX);
    const counts = await this.data.campaigns.countedEach(campaigns.map(({ id }) => id));
    const answers: ExplanationAnswer[] = [];
    for (const campaign of campaigns)
      answers.push(await this.of({ campaign, device, job: jobs.get(campaign.id), counts }));
    return answers;
  }

  private async of({ campaign, device, job, counts }: Known): Promise<ExplanationAnswer> {
    const nowMs = this.clock.nowMs();
    const ofSelection = job ? {} : await this.selectedIfReadable(campaign, device, nowMs);
    const timeZone = zoneOf(device);
    const deviceIsIn = job?.hold === 'campaign' ? await this.data.jobs.campaignWith(device.id) : undefined;
    const place = job?.place === undefined ? undefined : await this.data.plans.places.at(campaign.id, job.place);
    const before = waitsForRate(campaign, job) ? await this.data.jobs.waitingBefore(job) : undefined;
    const meters = await this.metersOf(campaign, device, job);
    const { hops, keys } = await this.whereTo(campaign, device, job);
    const facts = {
      ...{
        campaign,
        counts: counts.get(campaign.id)!,
        job,
        ...ofSelection,
        deviceIsIn,
        before,
        place,
        meters,
        hops,
        keys,
        nowMs,
      },
      device: { ...device, timeZone, isEnding: isEnding(device.state) },
    };
    return explanationAnswer(campaign, device.id, explain(facts));
  }

  /** The byte budgets under which the download of a device falls, as they are now. */
  private async metersOf({ id, config }: Campaign, device: Device, job: Job | undefined) {
    const { budgets } = config;
    if (budgets === undefined || job?.state !== 'running') return [];
    const { each, andEach } = budgets;
    const places = [each, andEach].map((places) => placeBy({ by: '', ...places }, device));
    return this.data.jobs.byteLeases.look(metersOf(id, budgets, places[0]!, places[1]));
  }

  /** The versions to which the job still brings its device, where it goes over releases in between, and which key it waits for; by what the device says now. */
  private async whereTo(
    campaign: Campaign,
    { id, product }: Device,
    job: Job | undefined,
  ): Promise<Pick<ExplanationFacts, 'hops' | 'keys'>> {
    if (job === undefined || !isOnItsWay(campaign, job)) return {};
    const one = { product, selection: { deviceIds: [id] }, atMs: this.clock.nowMs(), takesOverAt: undefined };
    const [group] = (await this.data.plans.groups(one, { limit: 1 })).groups;
    const order = await this.orders.of(campaign);
    if (group === undefined) return {};
    const facts = { ...group.facts, openCampaign: undefined };
    return { hops: wayLeft(job, facts, order), keys: job.hold === 'keys' ? awaitedKeys(facts, order) : undefined };
  }

  /**
   * What the selection says of the device now, or why it cannot be read: of a running campaign it may name a group that is gone, or is of the
   * project that the product has left, or has grown too long. That is said of this campaign, and hides no other one.
   */
  private async selectedIfReadable(
    campaign: Campaign,
    device: Device,
    nowMs: number,
  ): Promise<Pick<ExplanationFacts, 'selected' | 'unreadable'>> {
    try {
      return { selected: await this.selected(campaign, device, nowMs) };
    } catch (error) {
      if (!isFault(error, 'selection_invalid')) throw error;
      return { unreadable: error.detail };
    }
  }

  /** Whether the selection matches the device now; asked only while it may still get a job. */
  private async selected(
    campaign: Campaign,
    { id, product }: Device,
    atMs: number,
  ): Promise<ExplanationFacts['selected']> {
    const { selection } = campaign.config;
    const isNamed = selection.deviceIds?.includes(id) ?? true;
    if (!mayGiveJobs(campaign) || product !== campaign.product || !isNamed) return undefined;
    const only = { ...selection, deviceIds: [id] };
    const narrowed = { product, selection: only, atMs, takesOverAt: takesOverAt(campaign.config) };
    // A source without its jobs selects nobody, of which the planning says that it cannot be read.
    if (selection.from !== undefined) await this.data.plans.check(narrowed);
    const [group] = (await this.data.plans.groups(narrowed, { limit: 1 })).groups;
    if (group === undefined) return undefined;
    const { openCampaign } = group.facts;
    return { exclusion: exclusionOf(group.facts, await this.orders.of(campaign)), openCampaign };
  }
}

/** Whether a job that is open may go over releases in between, or waits for a key set. */
const isOnItsWay = ({ config }: Campaign, { state, hold }: Job): boolean =>
  !isFinalJobState(state) && (config.hops === 'path' || hold === 'keys');

/** Whether a job may be waiting for the rate of its campaign: only then is it worth while to count those before it. */
const waitsForRate = ({ state, config, currentWave }: Campaign, job: Job | undefined): job is Job =>
  config.rate !== undefined &&
  state === 'running' &&
  job?.state === 'waiting' &&
  job.wave !== undefined &&
  job.wave <= currentWave;

/** The time zone of a device: what operators say of it, else what it says itself. */
function zoneOf({ attributes, reported }: Device): string | undefined {
  const zone = attributes['timeZone'] ?? reported['timeZone'];
  return zone === undefined ? undefined : String(zone);
}
