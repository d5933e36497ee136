import { Inject, Injectable } from '@nestjs/common';

import { explain, exclusionOf, type Campaign, type ExplanationFacts } from '@twinbank/campaign';
import type { Device } from '@twinbank/database';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { UpdateOrders } from '@twinbank/stored-releases';

import { OperatorData } from '../auth/operator-data.js';
import { explanationAnswer, type ExplanationAnswer } from './explanation.dto.js';

/** Campaigns about which a device is told; more are never under way for one product. */
const CAMPAIGNS_MAX = 50;
/** States in which a device without a job may still get one. */
const BEFORE_JOBS: readonly string[] = ['draft', 'scheduled', 'starting'];

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
    return this.of(await this.data.campaigns.get(campaignId), await this.data.devices.get(deviceId));
  }

  /** For each campaign of the device’s product that is under way, newest first. @throws Fault `device_unknown` */
  async all(deviceId: string): Promise<ExplanationAnswer[]> {
    const device = await this.data.devices.get(deviceId);
    const answers: ExplanationAnswer[] = [];
    for (const campaign of await this.data.campaigns.underWayOf(device.product, CAMPAIGNS_MAX))
      answers.push(await this.of(campaign, device));
    return answers;
  }

  private async of(campaign: Campaign, device: Device): Promise<ExplanationAnswer> {
    const nowMs = this.clock.nowMs();
    const job = await this.data.jobs.findOf(campaign.id, device.id);
    const counts = await this.data.campaigns.counted(campaign.id, nowMs);
    const selected = job ? undefined : await this.selected(campaign, device, nowMs);
    return explanationAnswer(campaign, device.id, explain({ campaign, counts, job, selected, device, nowMs }));
  }

  /** Whether the selection matches the device now; asked only while it may still get a job. */
  private async selected(
    campaign: Campaign,
    { id, product }: Device,
    atMs: number,
  ): Promise<ExplanationFacts['selected']> {
    const { selection } = campaign.config;
    const isNamed = selection.deviceIds?.includes(id) ?? true;
    if (!BEFORE_JOBS.includes(campaign.state) || product !== campaign.product || !isNamed) return undefined;
    const narrowed = { product, selection: { ...selection, deviceIds: [id] }, atMs };
    const [group] = (await this.data.plans.groups(narrowed, { limit: 1 })).groups;
    return group && { exclusion: exclusionOf(group.facts, await this.orders.of(campaign)) };
  }
}
