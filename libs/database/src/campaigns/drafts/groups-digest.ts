import { createHash } from 'node:crypto';

import type { Campaign } from '@twinbank/campaign';

import type { Query } from '../../connection/session.js';
import { holdGroups } from '../../groups/group-records.js';
import { namesIn } from '../../groups/group-uses.js';
import { storable } from '../../sql.js';

const PROJECT = 'SELECT project FROM products WHERE name = $1';

/**
 * $1 project, $2 names, $3 product, $4 whether the devices of static groups count. Only devices of the product can get a job. The database makes the digest, so that
 * a group of ten thousand devices is sixty-four letters here.
 */
const GROUPS = `
  SELECT g.name, g.filter, CASE WHEN $4 AND g.filter IS NULL THEN (
    SELECT encode(sha256(convert_to(coalesce(string_agg(d.id, chr(10) ORDER BY d.id COLLATE "C"), ''), 'UTF8')), 'hex')
    FROM device_group_members m JOIN devices d ON d.id = m.device_id WHERE m.group_number = g.number AND d.product = $3) END AS devices
  FROM device_groups g WHERE g.project = $1 AND g.name = ANY ($2)`;

interface GroupRow extends Record<string, unknown> {
  readonly name: string;
  readonly filter: string | null;
  readonly devices: string | null;
}

/** What of a campaign says whom it is for. */
type Aiming = Pick<Campaign, 'product' | 'config'>;

/** So many groups have a digest of their own; of further ones only the one of all together is known. */
const EACH_MAX = 100;

/** Whom the groups of a campaign select: a digest of all of them, and of each by its name. */
export interface GroupDigests {
  readonly all: string | undefined;
  readonly each: Readonly<Record<string, string>>;
}

/**
 * Digests of whom the groups select that a campaign names, in its selection and in those of its waves, and of the groups that these name: the devices of static ones
 * and the filters of dynamic ones. Undefined if it names none. What a dynamic campaign is approved for is its rule, as it takes in what comes into a group later:
 * of it only the filters count.
 */
export async function groupDigests(query: Query, campaign: Aiming, nowMs: number): Promise<GroupDigests> {
  const found = new Map<string, readonly (string | null)[]>();
  let names = namedBy(campaign, nowMs);
  if (names.length === 0) return { all: undefined, each: {} };
  const { product, config } = campaign;
  const [{ project = '' } = {}] = await query<{ project: string }>({ text: PROJECT }, [product]);
  while (names.length > 0) {
    for (const name of names) found.set(name, []);
    const rows = await query<GroupRow>({ text: GROUPS }, [
      project,
      names.map(storable),
      product,
      config.dynamic !== true,
    ]);
    for (const { name, filter, devices } of rows) found.set(name, [filter, devices]);
    const inner = rows.flatMap(({ filter }) => (filter === null ? [] : namesIn(filter, nowMs)));
    names = [...new Set(inner)].filter((name) => !found.has(name));
  }
  const groups = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    all: sha256Of(groups),
    each: Object.fromEntries(groups.slice(0, EACH_MAX).map(([name, whom]) => [name, sha256Of(whom)])),
  };
}

/** The digest of all of them; see {@link groupDigests}. */
export const groupsDigest = async (query: Query, campaign: Aiming, nowMs: number): Promise<string | undefined> =>
  (await groupDigests(query, campaign, nowMs)).all;

const sha256Of = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** The digest of a campaign that was approved with one; undefined for others, for which none is needed. Nobody changes a group until the transaction ends. */
export async function approvedGroups(
  query: Query,
  campaign: Aiming & Pick<Campaign, 'approval'>,
  nowMs: number,
): Promise<string | undefined> {
  if (campaign.approval?.groups === undefined) return undefined;
  await holdGroupsOf(query, campaign, nowMs);
  return groupsDigest(query, campaign, nowMs);
}

/** Lets nobody change a group of the campaign's project until the transaction ends, if it names groups. */
export async function holdGroupsOf(query: Query, campaign: Aiming, nowMs: number): Promise<void> {
  if (namedBy(campaign, nowMs).length === 0) return;
  const [row] = await query<{ project: string }>({ text: PROJECT }, [campaign.product]);
  if (row) await holdGroups(query, row.project);
}

/** The groups that its filters name themselves. */
function namedBy({ config: { selection, waves } }: Aiming, nowMs: number): readonly string[] {
  const filters = [selection.filter, ...waves.map(({ filter }) => filter)].flatMap((filter) => filter ?? []);
  return [...new Set(filters.flatMap((filter) => namesIn(filter, nowMs)))];
}
