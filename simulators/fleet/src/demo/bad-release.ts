import { answerOf, type components } from '@twinbank/client';

import { campaignsOver } from '../server/campaign-watch.js';
import type { OperatorClient } from '../server/operator-client.js';
import { BAD, DRIVES, OLD } from './demo-products.js';

type CampaignRequest = components['schemas']['CampaignRequest'];

const CANARIES = 5;

/**
 * How the drives are updated: first five of them, each watched for 30 s before it counts; a health rule that is broken by most of
 * them brings back whoever took the release.
 */
export const WATCHED = {
  waves: [{ count: CANARIES }, { percent: 100 }],
  soak: { durationMs: 30_000, allowance: { missedDeadlines: 0 } },
  rules: [{ name: 'canaries are well', classes: ['unhealthy'], minimum: 3, percent: 50, action: 'roll_back' }],
  thresholds: { successPercent: 90, errorPercent: 50, errorMinimum: 20 },
} satisfies Partial<CampaignRequest>;

/** What became of the bad release. */
export interface BadReleaseEnd {
  /** Devices that ran it, and devices that went back without a download. */
  readonly reached: number;
  readonly back: number;
  /** Whether it reached nobody but the first devices, and all of these went back. */
  readonly isContained: boolean;
}

/** Sends the drives a bad release, and tells what the server makes of it, until every drive runs the old one again. */
export async function sendBadRelease(
  client: OperatorClient,
  tell: (text: string) => void,
  timeoutMs: number,
): Promise<BadReleaseEnd> {
  const { name } = DRIVES;
  const id = await client.startCampaign({ name: `${name} to ${BAD}`, product: name, release: BAD, ...WATCHED });
  tell(
    `${name}: ${BAD} goes to ${CANARIES} devices first. It passes its self-test, and makes the drives miss deadlines:`,
  );
  const [bad] = await campaignsOver(client, [id], timeoutMs);
  for (const reason of await reasonsOf(client, id)) tell(`${name}: ${reason}`);
  const over = await campaignsOver(client, await campaignsFrom(client, id), timeoutMs);
  const back = over.reduce((sum, { jobs }) => sum + (jobs?.succeeded ?? 0), 0);
  tell(`${name}: ${back} devices swapped back to ${OLD}, which lay in their other bank, without a block.`);
  const reached = (bad!.jobs?.succeeded ?? 0) + (bad!.jobs?.failed ?? 0);
  return { reached, back, isContained: reached <= CANARIES && back === reached };
}

/** Why the server ended the campaign, decision by decision. */
async function reasonsOf(client: OperatorClient, id: number): Promise<readonly string[]> {
  const { items } = await answerOf(
    client.rest.GET('/api/v1/campaigns/{id}/timeline', {
      params: { path: { id }, query: { filter: `kind=in=(${TOLD.join(',')})` } },
    }),
  );
  return items.map(({ kind, data }) => `${kind}: ${String(data['reason'])}`);
}

const TOLD = ['rule_broken', 'campaign_rolling_back', 'campaign_paused', 'campaign_stopped', 'campaign_finished'];

/** The campaigns that bring its devices back; they are made in the moment in which the campaign ends. */
async function campaignsFrom(client: OperatorClient, id: number): Promise<number[]> {
  const { items } = await answerOf(
    client.rest.GET('/api/v1/campaigns', { params: { query: { filter: `product==${DRIVES.name}` } } }),
  );
  return items.filter(({ origin }) => origin?.campaign === id).map((campaign) => campaign.id);
}
