import type { Grant } from '@twinbank/access';

import type { Query } from '../connection/session.js';
import { holdProject } from '../projects/holds.js';
import { grantsFrom } from './user.js';

/** A role as its row says it: given by hand, by a group of the identity provider, or by both. */
export interface GivenGrant {
  readonly role: string;
  readonly project: string | null;
  readonly byHand: boolean;
  readonly byGroup: boolean;
}

const GRANTS = `SELECT role, project, by_hand AS "byHand", by_group AS "byGroup" FROM user_grants WHERE user_id = $1 ORDER BY number`;
const ADD = `
  INSERT INTO user_grants (user_id, role, project, by_hand, by_group)
  SELECT $1, role, project, "byHand", "byGroup"
  FROM jsonb_to_recordset($2::jsonb) AS g(role text, project text, "byHand" boolean, "byGroup" boolean)`;
const CLEAR = 'DELETE FROM user_grants WHERE user_id = $1';
const LIVING = 'SELECT name FROM projects WHERE name = ANY ($1) AND deleted_at IS NULL ORDER BY name FOR KEY SHARE';

/** The roles of a user, in the order in which they were given. */
export const givenGrants = (query: Query, userId: string): Promise<readonly GivenGrant[]> =>
  query<GivenGrant & Record<string, unknown>>({ text: GRANTS }, [userId]);

/** Gives roles by hand. @throws Fault `project_unknown` */
export const addGrants = (query: Query, userId: string, grants: readonly Grant[]): Promise<void> =>
  insert(query, userId, grants.map(byHand));

/**
 * Makes these the roles of a user, by hand. Roles that were there stay as they were given: reading the roles of somebody and
 * sending them back does not make those of their groups last.
 *
 * @throws Fault `project_unknown`
 */
export async function setGrants(query: Query, userId: string, grants: readonly Grant[]): Promise<void> {
  const before = new Map((await givenGrants(query, userId)).map((grant) => [keyOf(grant), grant]));
  await query({ text: CLEAR }, [userId]);
  const rows = grants.map(byHand);
  await insert(
    query,
    userId,
    rows.map((grant) => before.get(keyOf(grant)) ?? grant),
  );
}

/**
 * Gives a user the roles of their groups, and takes those that groups gave before and give no longer. Roles that were given
 * by hand stay. Roles in projects that do not exist are left out. Returns the roles before and after, and the missing projects.
 */
export async function setGroupGrants(
  query: Query,
  userId: string,
  grants: readonly Grant[],
): Promise<{
  readonly before: readonly Grant[];
  readonly after: readonly Grant[];
  readonly missing: readonly string[];
}> {
  const wanted = [...new Set(grants.flatMap(({ project }) => project ?? []))];
  const living = new Set((await query<{ name: string }>({ text: LIVING }, [wanted])).map(({ name }) => name));
  const missing = wanted.filter((name) => !living.has(name));
  const ofGroups = grants.filter(({ project }) => project === undefined || living.has(project)).map(byGroup);
  const keys = new Set(ofGroups.map(keyOf));
  const before = await givenGrants(query, userId);
  const kept = before
    .map((grant) => ({ ...grant, byGroup: keys.has(keyOf(grant)) }))
    .filter((grant) => grant.byHand || grant.byGroup);
  const known = new Set(kept.map(keyOf));
  const after = [...kept, ...ofGroups.filter((grant) => !known.has(keyOf(grant)))];
  if (JSON.stringify(after) !== JSON.stringify(before)) {
    await query({ text: CLEAR }, [userId]);
    await insert(query, userId, after);
  }
  return { before: grantsFrom(before), after: grantsFrom(after), missing };
}

async function insert(query: Query, userId: string, grants: readonly GivenGrant[]): Promise<void> {
  const projects = new Set(grants.flatMap(({ project }) => project ?? []));
  for (const project of [...projects].sort()) await holdProject(query, project);
  await query({ text: ADD }, [userId, JSON.stringify(grants)]);
}

const byHand = ({ role, project }: Grant): GivenGrant => ({
  ...{ role, project: project ?? null },
  ...{ byHand: true, byGroup: false },
});
const byGroup = (grant: Grant): GivenGrant => ({ ...byHand(grant), byHand: false, byGroup: true });
const keyOf = ({ role, project }: GivenGrant): string => JSON.stringify([role, project]);
