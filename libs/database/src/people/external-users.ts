import { isDeepStrictEqual } from 'node:util';

import type { Command, Grant } from '@twinbank/access';
import { isFault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { Query, Session } from '../connection/session.js';
import { known, storable, timeOf } from '../sql.js';
import { setGroupGrants } from './user-grants.js';
import { naming, recordUser } from './user-record.js';
import type { ExternalSubject, User } from './user.js';

/** Somebody whom an identity provider has just vouched for. */
export interface SignedInExternally {
  readonly external: ExternalSubject;
  /** Id that the user gets if there is none yet. */
  readonly id: string;
  /** Names in the order in which they are tried: one that somebody else has is not taken. */
  readonly names: readonly string[];
  readonly displayName: string;
  readonly email?: string | undefined;
  /** The roles that their groups give. */
  readonly grants: readonly Grant[];
  /** Whether somebody is refused who is not known yet, and to whom no group gives a role. */
  readonly onlyWithRole: boolean;
  /** Told the name of a known user before anything is refused: for the audit log. */
  readonly concerns: (name: string) => void;
}

/** The user as they are now, and projects that groups give roles in, but that do not exist. */
export interface ProvisionedUser {
  readonly user: User;
  readonly missing: readonly string[];
}

interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly disabledAt: Date | null;
}

/** How often a name is looked for again that somebody else took meanwhile. */
const TRIES = 3;
/** Two sign-ins of one person at the same time are one after the other, at whichever server. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtext('oidc'), hashtext($1))`;
const FIND = `
  SELECT id, name, display_name AS "displayName", email, disabled_at AS "disabledAt" FROM users
  WHERE issuer = $1 AND subject = $2 FOR UPDATE`;
const FREE = `
  SELECT n.name FROM unnest($1::text[]) WITH ORDINALITY AS n(name, place)
  WHERE NOT EXISTS (SELECT FROM users u WHERE lower(u.name) = lower(n.name)) ORDER BY n.place LIMIT 1`;
const ADD = `
  INSERT INTO users (id, kind, name, display_name, email, issuer, subject, created_at, created_by)
  VALUES ($1, 'person', $2, $3, $4, $5, $6, $7, $2)`;
const CHANGE = 'UPDATE users SET display_name = $2, email = $3, version = version + 1 WHERE id = $1';

/** Makes or updates a person, in one transaction. Returns their name. @throws Fault `user_disabled`, `oidc_without_role` */
export async function provision(
  session: Session,
  person: SignedInExternally,
  command: (name: string) => Command,
): Promise<{ readonly name: string; readonly missing: readonly string[] }> {
  for (let left = TRIES; ; left--) {
    try {
      const provisioned = await naming(() => session.transaction((query) => inTransaction(query, person, command)));
      session.wrote(2);
      return provisioned;
    } catch (error) {
      if (left <= 1 || !isFault(error, 'user_exists')) throw error;
    }
  }
}

async function inTransaction(
  query: Query,
  person: SignedInExternally,
  command: (name: string) => Command,
): Promise<{ readonly name: string; readonly missing: readonly string[] }> {
  const { issuer, subject } = person.external;
  await query({ text: LOCK }, [JSON.stringify([issuer, subject])]);
  const [found] = await query<Row>({ text: FIND }, [storable(issuer), storable(subject)]);
  if (found === undefined) return create(query, person, command);
  person.concerns(found.name);
  if (found.disabledAt !== null) throw faultOf('user_disabled');
  return update(query, person, { found, by: command(found.name) });
}

async function create(
  query: Query,
  { id, names, displayName, email, external, grants, onlyWithRole }: SignedInExternally,
  command: (name: string) => Command,
): Promise<{ readonly name: string; readonly missing: readonly string[] }> {
  if (onlyWithRole && grants.length === 0) throw faultOf('oidc_without_role');
  const [free] = await query<{ name: string }>({ text: FREE }, [[...names]]);
  if (free === undefined) throw faultOf('user_exists');
  const { name } = free;
  const by = command(name);
  const shown = [storable(displayName), email && storable(email)];
  await query({ text: ADD }, [
    ...[id, name, ...shown],
    ...[storable(external.issuer), storable(external.subject), timeOf(by.nowMs)],
  ]);
  const { after, missing } = await setGroupGrants(query, id, grants);
  await recordUser(query, by, {
    kind: 'user_created',
    name,
    after: { kind: 'person', displayName, grants: after, issuer: external.issuer },
  });
  return { name, missing };
}

async function update(
  query: Query,
  { displayName, email, grants }: SignedInExternally,
  { found, by }: { readonly found: Row; readonly by: Command },
): Promise<{ readonly name: string; readonly missing: readonly string[] }> {
  const { id, name } = found;
  const given = await setGroupGrants(query, id, grants);
  // What the identity provider does not say stays as it was.
  const [nextName, nextEmail] = [displayName === '' ? found.displayName : storable(displayName), email ?? found.email];
  const before = { displayName: found.displayName, grants: given.before };
  const after = { displayName: nextName, grants: given.after };
  const emailChanged = nextEmail !== found.email || undefined;
  if (emailChanged === undefined && isDeepStrictEqual(before, after)) return { name, missing: given.missing };
  await query({ text: CHANGE }, [id, nextName, nextEmail]);
  await recordUser(query, by, { kind: 'user_changed', name, before, after: { ...after, ...known({ emailChanged }) } });
  return { name, missing: given.missing };
}
