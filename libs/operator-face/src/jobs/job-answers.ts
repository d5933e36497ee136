import { Injectable } from '@nestjs/common';

import { hasWay, hopsInAll, wayLeft, type Campaign, type DeviceFacts, type UpdateOrder } from '@twinbank/campaign';
import type { ListedJob } from '@twinbank/database';
import { UpdateOrders } from '@twinbank/stored-releases';

import { OperatorData } from '../auth/operator-data.js';
import { jobAnswer, type JobAnswer } from './job.dto.js';

/**
 * Shows jobs, with how many updates each makes of its device. No plan of them is kept, so they are looked for as the explanation of a device
 * does; but for a whole page at once: the devices are read in one query, and those that are alike are judged once.
 */
@Injectable()
export class JobAnswers {
  constructor(
    private readonly data: OperatorData,
    private readonly orders: UpdateOrders,
  ) {}

  /** The jobs as they are shown. @param known their campaign, where all are of one that was read already */
  async of(jobs: readonly ListedJob[], known?: Campaign): Promise<JobAnswer[]> {
    const hops = await this.hopsOf(jobs.filter(hasWay), known);
    return jobs.map((job) => {
      const inAll = hops.get(job.id);
      return { ...jobAnswer(job), ...(inAll !== undefined && { hops: inAll }) };
    });
  }

  /** A device has one such job at most, so few campaigns are asked for those of one device. */
  private async hopsOf(jobs: readonly ListedJob[], known?: Campaign): Promise<ReadonlyMap<number, number>> {
    const orders = new Map<number, UpdateOrder>();
    for (const id of new Set(jobs.map(({ campaignId }) => campaignId))) {
      const campaign = known?.id === id ? known : await this.data.campaigns.get(id);
      if (campaign.config.hops === 'path') orders.set(id, await this.orders.of(campaign));
    }
    const asked = jobs.filter(({ campaignId }) => orders.has(campaignId));
    const devices = await this.data.plans.factsOf(asked.map(({ deviceId }) => deviceId));
    const ways = new Map([...orders].map(([id, order]) => [id, judgedOnce(order)]));
    const hops = new Map<number, number>();
    for (const job of asked) {
      const device = devices.get(job.deviceId);
      const inAll = device && hopsInAll(job, wayLeft(job, device, ways.get(job.campaignId)!));
      if (inAll !== undefined) hops.set(job.id, inAll);
    }
    return hops;
  }
}

/** An order whose ways are looked for once for devices that are alike: a page of a thousand has few kinds. */
function judgedOnce({ release, ways }: UpdateOrder): Pick<UpdateOrder, 'release' | 'ways'> {
  if (ways === undefined) return { release };
  const found = new Map<string, ReturnType<typeof ways>>();
  const once = (device: DeviceFacts): ReturnType<typeof ways> => {
    const kind = JSON.stringify(device);
    if (!found.has(kind)) found.set(kind, ways(device));
    return found.get(kind);
  };
  return { release, ways: once };
}
