import { isDeepStrictEqual } from 'node:util';

import type { Command } from '@twinbank/access';
import { withAuthor, type Campaign, type CampaignConfig } from '@twinbank/campaign';
import { faultOf } from '@twinbank/protocol';

import { voided } from './drafts/approvals.js';
import { addChange } from './drafts/opinions.js';
import { CAMPAIGN_COLUMNS, campaignOf, partsOf } from './campaign-row.js';
import { appendEvents } from '../events.js';
import type { Campaign as CampaignRow } from '../generated/client.js';
import type { Query, Session } from '../connection/session.js';
import { requireRevision } from '../revision.js';
import { jsonOf, storable } from '../sql.js';

/** A campaign that was written down and not started. */
export interface CampaignDraft {
  readonly name: string;
  readonly product: string;
  readonly releaseId: number;
  readonly config: CampaignConfig;
}

const HOLD = `SELECT ${CAMPAIGN_COLUMNS} FROM campaigns c WHERE c.id = $1 FOR UPDATE`;
const CHANGE = `
  UPDATE campaigns c SET name = $2, release_id = $3, selection = $4, rules = $5, authors = $6, approval = NULL, version = version + 1
  WHERE c.id = $1 RETURNING ${CAMPAIGN_COLUMNS}`;

/**
 * Locks the release against withdrawal until the transaction ends; returns its version. @throws Fault
 * `release_unknown`, `release_withdrawn`
 */
export async function availableRelease(query: Query, releaseId: number, product: string): Promise<string> {
  const [release] = await query<{ state: string; version: string }>(
    { text: 'SELECT state, version FROM releases WHERE id = $1 AND product = $2 FOR SHARE' },
    [releaseId, product],
  );
  if (!release) throw faultOf('release_unknown');
  if (release.state !== 'available') throw faultOf('release_withdrawn');
  return release.version;
}

/** Writes a draft anew, if it still is as `before`, and records what changed. */
export async function changeDraft(
  session: Session,
  before: Campaign,
  draft: CampaignDraft,
  command: Command,
): Promise<Campaign> {
  let changed = 0;
  const campaign = await session.transaction(async (query) => {
    const now = await heldDraft(query, before.id, command);
    if (now.version !== before.version) throw faultOf('conflict', `campaign ${now.id} was changed in the meantime`);
    const release = await availableRelease(query, draft.releaseId, now.product);
    const [was, willBe] = [now, { ...draft, name: storable(draft.name) }].map(contentOf);
    if (isDeepStrictEqual(was, willBe)) return now;
    const { selection, rules } = partsOf(draft.config);
    const authors = withAuthor(now.authors ?? [], command.by);
    const values = [now.id, storable(draft.name), draft.releaseId, jsonOf(selection), jsonOf(rules), authors];
    const [row] = await query<CampaignRow>({ text: CHANGE }, values);
    const names = Object.keys(willBe!).filter((name) => !isDeepStrictEqual(was![name], willBe![name]));
    const only = (content: Record<string, unknown>): Record<string, unknown> =>
      Object.fromEntries(names.map((name) => [name, content[name]]));
    await appendEvents(query, [
      {
        atMs: command.nowMs,
        kind: 'campaign_changed',
        campaignId: now.id,
        actor: command.by,
        data: { name: draft.name, product: now.product, release },
        change: { before: only(was!), after: only(willBe!) },
      },
      ...voided(now, command),
    ]);
    const fields = names.map((field) => (field === 'releaseId' ? 'release' : field));
    const remembered = await addChange(query, now.id, { by: command.by, atMs: command.nowMs, fields });
    changed = 2 + voided(now, command).length + remembered;
    return campaignOf(row!);
  });
  if (changed > 0) session.wrote(changed);
  return campaign;
}

/** Deletes a draft, and records it; returns it as it was. */
export async function deleteDraft(session: Session, id: number, command: Command): Promise<Campaign> {
  const deleted = await session.transaction(async (query) => {
    const campaign = await heldDraft(query, id, command);
    const { name, product, state } = campaign;
    // The event finds its project by the campaign, so it is written before the campaign goes.
    await appendEvents(query, [
      {
        atMs: command.nowMs,
        kind: 'campaign_deleted',
        campaignId: id,
        actor: command.by,
        data: { name, product },
        change: { before: { name, product, state }, after: { deleted: true } },
      },
    ]);
    await query({ text: 'DELETE FROM campaigns WHERE id = $1' }, [id]);
    return campaign;
  });
  session.wrote(2);
  return deleted;
}

/** Locks a draft that must be at the command's revision. */
async function heldDraft(query: Query, id: number, { onlyAt }: Pick<Command, 'onlyAt'>): Promise<Campaign> {
  const [row] = await query<CampaignRow>({ text: HOLD }, [id]);
  if (!row) throw faultOf('campaign_unknown', `no campaign has the id ${id}`);
  const campaign = campaignOf(row);
  requireRevision({ onlyAt }, campaign);
  if (campaign.state !== 'draft')
    throw faultOf('campaign_transition', `it is ${campaign.state}: only a draft can be changed or deleted`);
  return campaign;
}

/** What an operator wrote, each part under the name that the audit log has for it. */
const contentOf = ({ name, releaseId, config }: Omit<CampaignDraft, 'product'>): Record<string, unknown> => ({
  name,
  releaseId,
  ...config,
});
