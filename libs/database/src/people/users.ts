import { isDeepStrictEqual } from 'node:util';

import type { Command, Grant } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import type { Query, Session } from '../connection/session.js';
import { known, storable, timeOf } from '../sql.js';
import { requireRevision } from '../revision.js';
import { addGrants, givenGrants, setGrants } from './user-grants.js';
import { provision, type ProvisionedUser, type SignedInExternally } from './external-users.js';
import { naming, recordUser } from './user-record.js';
import { grantsFrom, userOf, WITH_GRANTS, type User, type UserKind } from './user.js';

/** A new user, ready to be stored. */
export interface UserDraft {
  readonly id: string;
  readonly kind: UserKind;
  readonly name: string;
  readonly displayName: string;
  readonly email?: string | undefined;
  readonly grants: readonly Grant[];
  readonly passwordHash?: string | undefined;
  readonly setup?: PasswordSetup | undefined;
}

/** A secret, by its SHA-256, with which a password can be set once, and until when. */
export interface PasswordSetup {
  readonly hash: Uint8Array;
  readonly expiresAtMs: number;
}

/** What is to be changed; what is missing stays as it is. An e-mail address of `null` is removed. */
export interface UserChange {
  readonly displayName?: string | undefined;
  readonly email?: string | null | undefined;
  readonly grants?: readonly Grant[] | undefined;
  /** A role that is given by hand from now on, also if a group of the identity provider gives it already. */
  readonly given?: Grant | undefined;
}

/** What can be changed of a user, as it is. */
export type ChangeableUser = Pick<User, 'displayName' | 'email' | 'grants'>;

const ADD = `
  INSERT INTO users (id, kind, name, display_name, email, password_hash, setup_hash, setup_expires_at, created_at, created_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
const KEEP_BY_HAND = `UPDATE user_grants SET by_hand = true WHERE user_id = $1 AND role = $2 AND project IS NOT DISTINCT FROM $3 AND NOT by_hand RETURNING number`;
const LOCK = `SELECT version, created_at AS "createdAt" FROM users WHERE id = $1 FOR UPDATE`;
const CHANGE = `UPDATE users SET display_name = $2, email = $3, version = version + 1 WHERE id = $1`;
const END_SESSIONS = `UPDATE browser_sessions SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $3`;
const REVOKE_TOKENS = `UPDATE operator_tokens SET revoked_at = $2, revoked_by = $3 WHERE owner_id = $1 AND revoked_at IS NULL`;

/** People and service accounts by their names. */
export class Users {
  constructor(private readonly session: Session) {}

  /** Stores a user and records it. @throws Fault `user_exists`, `project_unknown` */
  async add(draft: UserDraft, command: Command): Promise<User> {
    const { id, kind, name, displayName, email, passwordHash, setup, grants } = draft;
    await naming(() =>
      this.session.transaction(async (query) => {
        const secrets = [passwordHash, setup && Buffer.from(setup.hash), timeOf(setup?.expiresAtMs)];
        await query({ text: ADD }, [
          ...[id, kind, name, storable(displayName), email && storable(email), ...secrets],
          ...[timeOf(command.nowMs), command.by.name],
        ]);
        await addGrants(query, id, grants);
        await recordUser(query, command, { kind: 'user_created', name, after: { kind, displayName, grants } });
      }),
    );
    this.session.wrote(2 + grants.length);
    return this.get(name);
  }

  /** Whether there is a person, disabled or not; service accounts are none. */
  async havePerson(): Promise<boolean> {
    return (await this.session.prisma.user.findFirst({ where: { kind: 'person' }, select: { number: true } })) !== null;
  }

  /** The user of this name, in whatever case. */
  async find(name: string): Promise<User | undefined> {
    return this.first({ name: { equals: storable(name).replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' } });
  }

  /** @throws Fault `user_unknown` */
  async get(name: string): Promise<User> {
    const user = await this.find(name);
    if (user === undefined) throw faultOf('user_unknown');
    return user;
  }

  /** The user who may set a password with the secret of this hash, now. */
  bySetup(hash: Uint8Array, nowMs: number): Promise<User | undefined> {
    return this.first({ setupHash: new Uint8Array(hash), setupExpiresAt: { gt: new Date(nowMs) } });
  }

  /**
   * Makes the person whom an identity provider vouches for, or brings them up to date: name, e-mail address, and the roles
   * of their groups. Nobody is found by a name or an e-mail address.
   *
   * @throws Fault `user_disabled`, `oidc_without_role`
   */
  async provision(person: SignedInExternally, command: (name: string) => Command): Promise<ProvisionedUser> {
    const { name, missing } = await provision(this.session, person, command);
    return { user: await this.get(name), missing };
  }

  /**
   * Changes a user and records it. Returns the user as it is now.
   *
   * @param decide what to change, from the user as nobody else can change it meanwhile: so of changes at the same time none is lost
   * @throws Fault `user_unknown`, `project_unknown`, `precondition_failed`, and what `decide` throws
   */
  async change(user: User, decide: (now: ChangeableUser) => UserChange, command: Command): Promise<User> {
    await this.locked(user, command, async (query) => {
      const now = await changeable(query, user.id);
      const change = decide(now);
      const displayName = change.displayName === undefined ? now.displayName : storable(change.displayName);
      const email = change.email === undefined ? now.email : change.email === null ? undefined : storable(change.email);
      const grants = change.grants ?? now.grants;
      const [before, after] = [
        { displayName: now.displayName, grants: now.grants },
        { displayName, grants },
      ];
      const { given } = change;
      const isKept = given !== undefined && (await keepByHand(query, user.id, given));
      if (!isKept && email === now.email && isDeepStrictEqual(after, before)) return;
      await query({ text: CHANGE }, [user.id, displayName, email]);
      if (change.grants) await setGrants(query, user.id, grants);
      // The address itself stays out of a log that nothing is removed from.
      const emailChanged = email !== now.email || undefined;
      const changed = { ...after, ...known({ emailChanged, byHand: isKept ? given : undefined }) };
      await recordUser(query, command, { kind: 'user_changed', name: user.name, before, after: changed });
    });
    return this.get(user.name);
  }

  /**
   * Disables a user, which ends their sessions and suspends their tokens; or enables one, which brings back the tokens.
   * Returns whether anything changed.
   *
   * @throws Fault `user_unknown`, `precondition_failed`
   */
  async setDisabled(user: User, disabled: boolean, command: Command): Promise<boolean> {
    return this.locked(user, command, async (query) => {
      const text = `UPDATE users SET disabled_at = $2, version = version + 1 WHERE id = $1 AND (disabled_at IS NULL) = $3 RETURNING id`;
      const at = timeOf(command.nowMs);
      const [row] = await query({ text }, [user.id, disabled ? at : null, disabled]);
      if (!row) return false;
      if (disabled) await query({ text: END_SESSIONS }, [user.id, at, null]);
      await recordUser(query, command, {
        kind: disabled ? 'user_disabled' : 'user_enabled',
        name: user.name,
        before: { disabled: !disabled },
        after: { disabled },
      });
      return true;
    });
  }

  /**
   * Stores a new password, or the secret with which one can be set; ends all sessions of the user but the given one.
   *
   * @param onlyBy the secret that this must still be good for: it is good once, even for two who use it at once
   * @throws Fault `user_unknown`, `password_secret_invalid`, `precondition_failed`
   */
  async setPassword(
    user: User,
    { passwordHash, setup, except, onlyBy }: PasswordChange,
    command: Command,
  ): Promise<void> {
    await this.locked(user, command, async (query) => {
      const text = `UPDATE users SET password_hash = $2, setup_hash = $3, setup_expires_at = $4, version = version + 1 WHERE id = $1 AND ($5::bytea IS NULL OR setup_hash = $5) RETURNING id`;
      const given = [passwordHash, setup && Buffer.from(setup.hash), timeOf(setup?.expiresAtMs)];
      const [row] = await query({ text }, [user.id, ...given, onlyBy && Buffer.from(onlyBy)]);
      if (!row) throw faultOf('password_secret_invalid');
      await query({ text: END_SESSIONS }, [user.id, timeOf(command.nowMs), except]);
      const kind = setup === undefined ? 'password_changed' : 'password_reset';
      await recordUser(query, command, {
        kind,
        name: user.name,
        after: known({ setUntil: timeOf(setup?.expiresAtMs) }),
      });
    });
  }

  /**
   * Stores another hash of the same password, unless the password was changed meanwhile. No event tells of it and no
   * session ends, because nothing changes for anybody.
   */
  async renewHash(id: string, before: string, after: string): Promise<void> {
    const text = 'UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2';
    await this.session.query({ text }, [id, before, after]);
    this.session.wrote(1);
  }

  /** Deletes a user for good, with sessions and grants; revokes their tokens. @throws Fault `user_unknown`, `precondition_failed` */
  async remove(user: User, command: Command): Promise<void> {
    await this.locked(user, command, async (query) => {
      await query({ text: REVOKE_TOKENS }, [user.id, timeOf(command.nowMs), command.by.name]);
      await query({ text: 'DELETE FROM users WHERE id = $1' }, [user.id]);
      const { kind, displayName, grants } = user;
      const after = { deleted: true };
      await recordUser(query, command, {
        kind: 'user_deleted',
        name: user.name,
        before: { kind, displayName, grants },
        after,
      });
    });
  }

  private async first(where: object): Promise<User | undefined> {
    const row = await this.session.prisma.user.findFirst({ where, include: WITH_GRANTS });
    return row === null ? undefined : userOf(row);
  }

  /**
   * Works on a user that nobody else can change meanwhile.
   *
   * @throws Fault `user_unknown` if there is none any more, `precondition_failed` if it is not as the command says
   */
  private async locked<T>({ id }: User, { onlyAt }: Command, work: (query: Query) => Promise<T>): Promise<T> {
    const result = await this.session.transaction(async (query) => {
      const [now] = await query<{ version: number; createdAt: Date }>({ text: LOCK }, [id]);
      if (now === undefined) throw faultOf('user_unknown');
      requireRevision({ onlyAt }, { version: now.version, createdAtMs: now.createdAt.getTime() });
      return work(query);
    });
    this.session.wrote(2);
    return result;
  }
}

async function changeable(query: Query, id: string): Promise<ChangeableUser> {
  const text = 'SELECT display_name AS "displayName", email FROM users WHERE id = $1';
  const [row] = await query<{ displayName: string; email: string | null }>({ text }, [id]);
  const grants = grantsFrom(await givenGrants(query, id));
  return { displayName: row!.displayName, grants, ...known({ email: row!.email }) };
}

/** Makes a role one that was given by hand. Returns whether only a group gave it before. */
async function keepByHand(query: Query, userId: string, { role, project }: Grant): Promise<boolean> {
  return (await query({ text: KEEP_BY_HAND }, [userId, role, project])).length > 0;
}

/** A new password by its hash, or the secret for one; which session goes on. */
export interface PasswordChange {
  readonly passwordHash?: string | undefined;
  readonly setup?: PasswordSetup | undefined;
  readonly except?: string | undefined;
  readonly onlyBy?: Uint8Array | undefined;
}
