import type { Actor, Grant, Role } from '@twinbank/access';
import type { EventKind } from '@twinbank/events';
import { faultOf } from '@twinbank/protocol';

import { appendEvents } from './events.js';
import type { OperatorToken as TokenRow } from './generated/client.js';
import { grantsFrom, WITH_GRANTS, type UserKind, type UserWithGrants } from './people/user.js';
import { known, storable, timeOf } from './sql.js';
import { holdProject } from './projects/holds.js';
import { isPgError, PG_CODES, type Query, type Session } from './connection/session.js';

/** What is stored about an operator's token; never the token itself. */
export interface OperatorToken {
  /** Counts up; used only to page through lists. */
  readonly number: number;
  /** Random; part of the token. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** The only project in which its roles hold; without one they hold everywhere. */
  readonly project?: string;
  /** Id of the token that this one replaces. */
  readonly replaces?: string;
  /** The user to whom it belongs, as they are now; without one it stands for itself. */
  readonly owner?: TokenOwner;
  /** Whether an earlier server signed the token. Such a token can be neither rotated nor found by its hash. */
  readonly signed: boolean;
  readonly createdAtMs: number;
  /** Name of the operator who had it made. */
  readonly createdBy: string;
  readonly expiresAtMs: number;
  /** When the token was last used, accurate to a minute. */
  readonly lastUsedAtMs?: number;
  readonly revokedAtMs?: number;
  readonly revokedBy?: string;
}

/** The user to whom a token belongs: it is good while the user is enabled, and allows no more than the user may do. */
export interface TokenOwner {
  readonly id: string;
  readonly name: string;
  readonly kind: UserKind;
  readonly disabled: boolean;
  readonly grants: readonly Grant[];
}

/** A new token, ready to be stored. */
export interface OperatorTokenDraft extends Pick<
  OperatorToken,
  'id' | 'name' | 'roles' | 'project' | 'replaces' | 'createdAtMs' | 'expiresAtMs'
> {
  /** SHA-256 of the token. */
  readonly hash: Uint8Array;
  /** The user to whom it belongs. */
  readonly owner?: Pick<TokenOwner, 'id' | 'name'> | undefined;
}

/** What a token allows by itself. */
export const grantsOf = ({ roles, project }: Pick<OperatorToken, 'roles' | 'project'>): readonly Grant[] =>
  roles.map((role) => ({ role, ...(project !== undefined && { project }) }));

/** Who revokes a token, and when. */
export interface Revocation {
  readonly id: string;
  readonly atMs: number;
  readonly by: Actor;
  /** Whether even the last valid token of an installation administrator may be revoked. */
  readonly evenLast: boolean;
}

const LOCK = 'LOCK TABLE operator_tokens IN SHARE ROW EXCLUSIVE MODE';
const OTHER_ADMINS = `
  SELECT count(*)::int AS others FROM operator_tokens
  WHERE 'installation-admin' = ANY(roles) AND revoked_at IS NULL AND expires_at > $2 AND id <> $1
    AND (owner_id IS NULL OR EXISTS (SELECT FROM users u JOIN user_grants g ON g.user_id = u.id WHERE u.id = owner_id AND u.disabled_at IS NULL AND g.role = 'installation-admin'))`;
const IS_ADMIN = `SELECT 1 FROM operator_tokens WHERE id = $1 AND 'installation-admin' = ANY(roles) AND revoked_at IS NULL AND expires_at > $2`;
const REVOKE = `UPDATE operator_tokens SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at IS NULL RETURNING name, project`;
const ADD = `
  INSERT INTO operator_tokens (id, hash, name, roles, project, replaces, owner_id, created_at, created_by, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
/** A token that would end earlier than the given time keeps its end. */
const END = `
  UPDATE operator_tokens SET expires_at = least(expires_at, $2)
  WHERE id = $1 AND hash IS NOT NULL AND revoked_at IS NULL AND expires_at > $3 RETURNING id`;

/** Operators' tokens by their ids. */
export class OperatorTokens {
  constructor(private readonly session: Session) {}

  /** Stores a token and records the change. @throws Fault `project_unknown` */
  async add(token: OperatorTokenDraft, by: Actor): Promise<void> {
    await this.session.transaction((query) => addToken(query, token, by, { kind: 'token_issued' }));
    this.session.wrote(2);
  }

  /**
   * Stores a token that replaces another, and records the change. The replaced token ends at the given time, or at its
   * own end if that is earlier.
   *
   * @throws Fault `token_ended` if the replaced token is no longer valid, or was signed by an earlier server
   */
  async rotate(token: OperatorTokenDraft & { readonly replaces: string }, endsAtMs: number, by: Actor): Promise<void> {
    const { createdAtMs, replaces } = token;
    await this.session.transaction(async (query) => {
      const [ending] = await query({ text: END }, [replaces, timeOf(endsAtMs), timeOf(createdAtMs)]);
      if (!ending) throw faultOf('token_ended');
      await addToken(query, token, by, { kind: 'token_rotated', ends: timeOf(endsAtMs) });
    });
    this.session.wrote(3);
  }

  /** The tokens with these ids; unknown ids are left out. */
  async find(ids: readonly string[]): Promise<readonly OperatorToken[]> {
    return (
      await this.session.prisma.operatorToken.findMany({ where: { id: { in: [...ids] } }, include: WITH_OWNER })
    ).map(tokenOf);
  }

  /** The tokens with these hashes; unknown hashes are left out. */
  async byHash(hashes: readonly Uint8Array[]): Promise<readonly OperatorToken[]> {
    const where = { hash: { in: hashes.map((hash) => new Uint8Array(hash)) } };
    return (await this.session.prisma.operatorToken.findMany({ where, include: WITH_OWNER })).map(tokenOf);
  }

  /** Notes when tokens were used; a time older than the stored one changes nothing. */
  async used(ids: readonly string[], atMs: number): Promise<void> {
    const at = new Date(atMs);
    const { count } = await this.session.prisma.operatorToken.updateMany({
      where: { id: { in: [...ids] }, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: at } }] },
      data: { lastUsedAt: at },
    });
    this.session.wrote(count);
  }

  /**
   * Revokes a token and records the change. Returns whether this call revoked it; a token that was revoked before keeps
   * its first revocation. Revocations run one at a time, so that two administrators who revoke each other at once do
   * not both succeed.
   *
   * @throws Fault `token_unknown`, and `token_last_admin` if no other administrator token would be left
   */
  async revoke({ id, atMs, by, evenLast }: Revocation): Promise<boolean> {
    const revoked = await this.session.transaction(async (query) => {
      await query({ text: LOCK });
      if (!evenLast && (await query({ text: IS_ADMIN }, [id, timeOf(atMs)])).length > 0) {
        const [counted] = await query<{ others: number }>({ text: OTHER_ADMINS }, [id, timeOf(atMs)]);
        if (counted?.others === 0) throw faultOf('token_last_admin');
      }
      const [ended] = await query<{ name: string; project: string | null }>({ text: REVOKE }, [
        id,
        timeOf(atMs),
        by.name,
      ]);
      if (!ended) return false;
      await appendEvents(query, [
        {
          atMs,
          kind: 'token_revoked',
          project: ended.project ?? undefined,
          actor: by,
          data: { id, name: ended.name, by: by.name },
          change: {
            object: `tokens/${id}`,
            before: { name: ended.name, revoked: null },
            after: { revoked: timeOf(atMs) },
          },
        },
      ]);
      return true;
    });
    if (revoked) this.session.wrote(2);
    else if ((await this.find([id])).length === 0) throw faultOf('token_unknown');
    return revoked;
  }
}

/** @throws Fault `user_unknown` if the owner was deleted meanwhile */
async function adding<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isPgError(error, PG_CODES.foreignKeyViolation)) throw faultOf('user_unknown');
    throw error;
  }
}

async function addToken(
  query: Query,
  token: OperatorTokenDraft,
  by: Actor,
  { kind, ends }: { readonly kind: EventKind; readonly ends?: string | undefined },
): Promise<void> {
  const { id, hash, name, roles, project, replaces, createdAtMs: atMs, expiresAtMs } = token;
  if (project !== undefined) await holdProject(query, project);
  const owner = token.owner?.name;
  const who = [id, Buffer.from(hash), storable(name), [...roles], project, replaces, token.owner?.id];
  await adding(() => query({ text: ADD }, [...who, timeOf(atMs), by.name, timeOf(expiresAtMs)]));
  const data = { id, name, roles, ...known({ replaces, ends, project, owner }), by: by.name };
  const after = { name, roles, expires: timeOf(expiresAtMs), ...known({ replaces, ends, project, owner }) };
  await appendEvents(query, [{ atMs, kind, project, actor: by, data, change: { object: `tokens/${id}`, after } }]);
}

export const WITH_OWNER = { owner: { include: WITH_GRANTS } } as const;

const ownerOf = ({ id, name, kind, disabledAt, grants }: UserWithGrants): TokenOwner => ({
  ...{ id, name },
  kind: kind as UserKind,
  disabled: disabledAt !== null,
  grants: grantsFrom(grants),
});

export const tokenOf = ({
  owner,
  ownerId: _ownerId,
  hash,
  roles,
  project,
  replaces,
  createdAt,
  expiresAt,
  lastUsedAt,
  revokedAt,
  revokedBy,
  ...row
}: TokenRow & { readonly owner: UserWithGrants | null }): OperatorToken => ({
  ...row,
  roles: roles as Role[],
  signed: hash === null,
  createdAtMs: createdAt.getTime(),
  expiresAtMs: expiresAt.getTime(),
  ...(owner !== null && { owner: ownerOf(owner) }),
  ...known({ project, replaces, revokedBy, lastUsedAtMs: lastUsedAt?.getTime(), revokedAtMs: revokedAt?.getTime() }),
});
