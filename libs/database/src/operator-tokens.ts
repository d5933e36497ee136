import type { Actor } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import { appendEvents } from './events.js';
import type { OperatorToken as TokenRow } from './generated/client.js';
import { pageOf, storable, timeOf } from './sql.js';
import type { Page, PageRequest } from './page.js';
import type { Session } from './connection/session.js';

/** What is known of an operator's token; never the token itself. */
export interface OperatorToken {
  /** Counts up; only for pages. */
  readonly number: number;
  /** Random, and in the token. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAtMs: number;
  /** Name of the operator who ordered it. */
  readonly createdBy: string;
  readonly expiresAtMs: number;
  /** Up to a minute old. */
  readonly lastUsedAtMs?: number;
  readonly revokedAtMs?: number;
  readonly revokedBy?: string;
}

/** Who revokes a token, and when. */
export interface Revocation {
  readonly id: string;
  readonly atMs: number;
  readonly by: Actor;
  /** Whether it may be the last token of an administrator. */
  readonly evenLast: boolean;
}

const LOCK = 'LOCK TABLE operator_tokens IN SHARE ROW EXCLUSIVE MODE';
const OTHER_ADMINS = `
  SELECT count(*)::int AS others FROM operator_tokens
  WHERE 'admin' = ANY(scopes) AND revoked_at IS NULL AND expires_at > $2 AND id <> $1`;
const IS_ADMIN = `SELECT 1 FROM operator_tokens WHERE id = $1 AND 'admin' = ANY(scopes) AND revoked_at IS NULL AND expires_at > $2`;
const REVOKE = `UPDATE operator_tokens SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at IS NULL RETURNING name`;
const ADD = `INSERT INTO operator_tokens (id, name, scopes, created_at, created_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`;

/** Operators' tokens by their ids. */
export class OperatorTokens {
  constructor(private readonly session: Session) {}

  /** Adds a token, and records it. */
  async add(
    token: Pick<OperatorToken, 'id' | 'name' | 'scopes' | 'createdAtMs' | 'expiresAtMs'>,
    by: Actor,
  ): Promise<void> {
    const { id, name, scopes, createdAtMs: atMs, expiresAtMs } = token;
    await this.session.transaction(async (query) => {
      await query({ text: ADD }, [id, storable(name), [...scopes], timeOf(atMs), by.name, timeOf(expiresAtMs)]);
      const change = { object: `tokens/${id}`, after: { name, scopes, expires: timeOf(expiresAtMs) } };
      const data = { id, name, scopes, by: by.name };
      await appendEvents(query, [{ atMs, kind: 'token_issued', actor: by, data, change }]);
    });
    this.session.wrote(2);
  }

  /** Those of the given tokens that there are. */
  async find(ids: readonly string[]): Promise<readonly OperatorToken[]> {
    return (await this.session.prisma.operatorToken.findMany({ where: { id: { in: [...ids] } } })).map(tokenOf);
  }

  /** Newest first. */
  async list({ after, limit }: PageRequest<number>): Promise<Page<OperatorToken, number>> {
    const rows = await this.session.prisma.operatorToken.findMany({
      where: after === undefined ? {} : { number: { lt: after } },
      orderBy: { number: 'desc' },
      take: limit + 1,
    });
    return pageOf(rows.map(tokenOf), limit, ({ number }) => number);
  }

  /** Records that tokens were used; an older use changes nothing. */
  async used(ids: readonly string[], atMs: number): Promise<void> {
    const at = new Date(atMs);
    const { count } = await this.session.prisma.operatorToken.updateMany({
      where: { id: { in: [...ids] }, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: at } }] },
      data: { lastUsedAt: at },
    });
    this.session.wrote(count);
  }

  /**
   * Revokes a token, and records it. Returns whether it was still valid; the first revocation of a token remains.
   * Revocations run one at a time, so that two administrators who revoke each other at once do not both succeed.
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
      const [ended] = await query<{ name: string }>({ text: REVOKE }, [id, timeOf(atMs), by.name]);
      if (!ended) return false;
      await appendEvents(query, [
        {
          atMs,
          kind: 'token_revoked',
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

const tokenOf = ({ createdAt, expiresAt, lastUsedAt, revokedAt, revokedBy, ...row }: TokenRow): OperatorToken => ({
  ...row,
  createdAtMs: createdAt.getTime(),
  expiresAtMs: expiresAt.getTime(),
  ...(lastUsedAt && { lastUsedAtMs: lastUsedAt.getTime() }),
  ...(revokedAt && { revokedAtMs: revokedAt.getTime() }),
  ...(revokedBy !== null && { revokedBy }),
});
