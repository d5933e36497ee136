import type { CampaignConfig, Job } from '@twinbank/campaign';

import { jobOf } from '../campaigns/job-row.js';
import { keptOf, type KeptReceipt } from '../campaigns/receipts.js';
import { CAMPAIGN_JOB_LIST } from './campaign-list.js';
import type { ListDefinition } from './list-definition.js';

/** A job with what a report says of it. */
export interface ReportedJob {
  readonly job: Job;
  /** Version that the campaign brings. */
  readonly release: string;
  /** The campaign brings it into the other bank only, where it waits. */
  readonly downloadOnly: boolean;
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
      const downloadOnly = (campaign.rules as Partial<CampaignConfig>).terms?.kind === 'download-only';
      const brings = { release: campaign.release.version, downloadOnly };
      return [row.id, { job: jobOf(row), ...brings, ...times, ...(receipt && { receipt }) }];
    });
  },
};
