import { isOnlyKept, type CampaignConfig, type Job } from '@twinbank/campaign';

import { jobOf } from '../campaigns/job-row.js';
import { keptOf, type KeptReceipt } from '../campaigns/receipts.js';
import { CAMPAIGN_JOB_LIST } from './campaign-list.js';
import type { ListDefinition } from './list-definition.js';

/** A job with what a report says of it. */
export interface ReportedJob {
  readonly job: Job;
  /** Version that the campaign brings. */
  readonly release: string;
  /** If the job has succeeded: the release waits in the other bank, and this job has not had it run. */
  readonly kept: boolean;
  /** When its first and its last attempt were offered. */
  readonly firstOfferedAtMs?: number;
  readonly offeredAtMs?: number;
  /** What the device said of the end of its last attempt, under a key of its own. */
  readonly receipt?: KeptReceipt;
}

/** Jobs of a campaign in its order, each with its release, its attempts, and its receipt. */
export const CAMPAIGN_REPORT_LIST: ListDefinition<ReportedJob> = {
  ...CAMPAIGN_JOB_LIST,
  async load({ prisma }, keys) {
    const rows = await prisma.job.findMany({
      where: { id: { in: keys.map(Number) } },
      include: {
        campaign: { select: { rules: true, release: { select: { version: true } } } },
        tries: { orderBy: { number: 'asc' }, include: { receipts: true } },
      },
    });
    return rows.map(({ campaign, tries, ...row }) => {
      const [first, last] = [tries[0], tries.at(-1)];
      const receipt = last && keptOf(last.receipts);
      const times = first && last && { firstOfferedAtMs: first.at.getTime(), offeredAtMs: last.at.getTime() };
      const { terms } = campaign.rules as Partial<CampaignConfig>;
      const job = jobOf(row);
      const brings = { release: campaign.release.version, kept: isOnlyKept(terms?.kind, job) };
      return [row.id, { job, ...brings, ...times, ...(receipt && { receipt }) }];
    });
  },
};
