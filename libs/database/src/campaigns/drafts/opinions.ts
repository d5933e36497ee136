import type { Actor } from '@twinbank/access';
import { OPINIONS_KEPT, type Definition, type Opinion, type OpinionKind } from '@twinbank/campaign';

import type { Query } from '../../connection/session.js';
import { jsonOf, known, timeOf } from '../../sql.js';

/** What somebody says an opinion of: what is written down, field by field, and the figures of its plan. */
export interface OpinionOf {
  readonly definition: Definition;
  readonly plan: Definition;
}

/** One that is to be remembered. */
export type OpinionDraft = Omit<Opinion, 'id'>;

const ADD = `
  INSERT INTO campaign_opinions (campaign_id, kind, at, actor, definition, plan, fields, devices, groups, why)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

/**
 * $1 campaign, $2 how many are kept. Beside these the last opinion stays, and that it was asked for, if there is none: with one of them a draft is compared. So whoever changes
 * a draft again and again takes away no opinion that counts.
 */
const TRIM = `
  DELETE FROM campaign_opinions WHERE campaign_id = $1
    AND id NOT IN (SELECT id FROM campaign_opinions WHERE campaign_id = $1 ORDER BY id DESC LIMIT $2)
    AND id IS DISTINCT FROM (SELECT max(id) FROM campaign_opinions WHERE campaign_id = $1 AND definition IS NOT NULL)`;

/** $1 campaign, $2 when, $3 who, $4 what was written. Of a draft of which nobody has said anything no changes are remembered. */
const ADD_CHANGE = `
  INSERT INTO campaign_opinions (campaign_id, kind, at, actor, fields)
  SELECT $1, 'changed', $2, $3, $4 WHERE EXISTS (SELECT FROM campaign_opinions WHERE campaign_id = $1) RETURNING id`;

/** $1 campaign. */
const ALL = `
  SELECT id::float8 AS id, kind, at, actor, definition, plan, fields, devices, groups, why
  FROM campaign_opinions WHERE campaign_id = $1 ORDER BY id`;

interface OpinionRow extends Record<string, unknown> {
  readonly id: number;
  readonly kind: OpinionKind;
  readonly at: Date;
  readonly actor: Actor;
  readonly definition: Definition | null;
  readonly plan: Definition | null;
  readonly fields: readonly string[];
  readonly devices: number | null;
  readonly groups: Readonly<Record<string, string>> | null;
  readonly why: string | null;
}

/** Remembers an opinion, in the transaction that stores what follows from it. Returns how many rows that writes. */
export async function addOpinion(query: Query, campaignId: number, opinion: OpinionDraft): Promise<number> {
  const { kind, by, atMs, definition, plan, fields = [], devices, groups, why } = opinion;
  const json = (value: object | undefined): string | undefined => value && jsonOf(value);
  const values = [campaignId, kind, timeOf(atMs), jsonOf(by), json(definition), json(plan), fields];
  await query({ text: ADD }, [...values, devices, json(groups), why]);
  await query({ text: TRIM }, [campaignId, OPINIONS_KEPT]);
  return 1;
}

/** Remembers that somebody changed a draft, if anything was said of it before. Returns how many rows that writes. */
export async function addChange(
  query: Query,
  campaignId: number,
  { by, atMs, fields }: Pick<OpinionDraft, 'by' | 'atMs'> & { readonly fields: readonly string[] },
): Promise<number> {
  const rows = await query<{ id: string }>({ text: ADD_CHANGE }, [campaignId, timeOf(atMs), jsonOf(by), fields]);
  if (rows.length > 0) await query({ text: TRIM }, [campaignId, OPINIONS_KEPT]);
  return rows.length;
}

/** What is remembered of a campaign, the oldest first. The caller has read the campaign, and so may see it. */
export async function opinionsOf(query: Query, campaignId: number): Promise<readonly Opinion[]> {
  const rows = await query<OpinionRow>({ text: ALL }, [campaignId]);
  return rows.map(({ id, kind, at, actor, fields, ...rest }) => ({
    ...{ id, kind, by: actor, atMs: at.getTime() },
    ...(kind === 'changed' && { fields }),
    ...known(rest),
  }));
}
