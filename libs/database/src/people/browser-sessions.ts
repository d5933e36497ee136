import type { Command, Grant } from '@twinbank/access';

import type { Query, Session } from '../connection/session.js';
import { appendEvents } from '../events.js';
import type { BrowserSession as SessionRow } from '../generated/client.js';
import { known, storable, timeOf } from '../sql.js';
import { grantsFrom, WITH_GRANTS, type UserWithGrants } from './user.js';

/** How a person proved who they are. */
export const SIGN_IN_METHODS = ['password', 'oidc'] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** A browser in which a person has signed in. */
export interface BrowserSession {
  /** Counts up; used only to page through lists. */
  readonly number: number;
  readonly id: string;
  readonly method: SignInMethod;
  readonly address: string;
  /** What the browser says it is. */
  readonly agent: string;
  readonly createdAtMs: number;
  /** When it was last used, accurate to a minute. */
  readonly lastUsedAtMs: number;
  /** The end that use does not put off. */
  readonly expiresAtMs: number;
  readonly endedAtMs?: number;
  /** The person as they are now. */
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly displayName: string;
    readonly disabledAtMs?: number;
    readonly grants: readonly Grant[];
  };
}

/** A new session, ready to be stored. */
export interface BrowserSessionDraft extends Pick<
  BrowserSession,
  'id' | 'method' | 'address' | 'agent' | 'expiresAtMs'
> {
  /** SHA-256 of the text in the cookie. */
  readonly hash: Uint8Array;
  readonly network: string;
  readonly user: { readonly id: string; readonly name: string };
  /** SHA-256 of the cookie that the browser had before: that session ends. */
  readonly replaces?: Uint8Array | undefined;
}

/** Sessions that one person has at the same time, at most: the one that was begun first ends. */
export const SESSIONS_MAX = 20;
/** How long after its end a session is kept, so that its address is known. */
const KEPT_MS = 30 * 24 * 3600_000;

const ADD = `
  INSERT INTO browser_sessions (id, hash, user_id, method, address, network, agent, created_at, last_used_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)`;
const END_BEFORE = `UPDATE browser_sessions SET ended_at = $2 WHERE hash = $1 AND ended_at IS NULL`;
const END_OLDEST = `
  UPDATE browser_sessions SET ended_at = $2 WHERE ended_at IS NULL AND number IN (
    SELECT number FROM browser_sessions WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY number DESC OFFSET ${SESSIONS_MAX})`;
const FORGET = `DELETE FROM browser_sessions WHERE user_id = $1 AND expires_at < $2`;
const SIGNED_IN = `UPDATE users SET last_sign_in_at = $2 WHERE id = $1`;
const END = `UPDATE browser_sessions SET ended_at = $2 WHERE ended_at IS NULL AND user_id = $1 AND ($3::text IS NULL OR id = $3) RETURNING id`;

/** Sessions of browsers. */
export class BrowserSessions {
  constructor(private readonly session: Session) {}

  /** Stores a session, ends the one that it replaces, and records the sign-in. */
  async start(draft: BrowserSessionDraft, { by, nowMs }: Command): Promise<void> {
    const { id, hash, user, method, address, network, agent, expiresAtMs, replaces } = draft;
    await this.session.transaction(async (query) => {
      const at = timeOf(nowMs);
      if (replaces) await query({ text: END_BEFORE }, [Buffer.from(replaces), at]);
      const seen = [method, storable(address), storable(network), storable(agent), at, timeOf(expiresAtMs)];
      await query({ text: ADD }, [id, Buffer.from(hash), user.id, ...seen]);
      await query({ text: END_OLDEST }, [user.id, at]);
      await query({ text: FORGET }, [user.id, timeOf(nowMs - KEPT_MS)]);
      await query({ text: SIGNED_IN }, [user.id, at]);
      await appendEvents(query, [
        {
          atMs: nowMs,
          kind: 'session_started',
          actor: by,
          data: { user: user.name, method },
          change: { object: `users/${user.name}/sessions/${id}`, after: { method, expires: timeOf(expiresAtMs) } },
        },
      ]);
    });
    this.session.wrote(3);
  }

  /** The session of the cookie with this hash, whether it has ended or not. */
  byHash(hash: Uint8Array): Promise<BrowserSession | undefined> {
    return this.first({ hash: new Uint8Array(hash) });
  }

  byId(id: string): Promise<BrowserSession | undefined> {
    return this.first({ id });
  }

  /** Those of these ids that exist. */
  async find(ids: readonly string[]): Promise<readonly BrowserSession[]> {
    const where = { id: { in: [...ids] } };
    return (await this.session.prisma.browserSession.findMany({ where, include: WITH_USER })).map(sessionOf);
  }

  /** Ends one session of a user, or all of them, and records it. Returns the ids of those that had not ended before. */
  async end(
    { userId, userName, id }: { readonly userId: string; readonly userName: string; readonly id?: string | undefined },
    command: Command,
  ): Promise<readonly string[]> {
    const ended = await this.session.transaction(async (query) => {
      const rows = await query<{ id: string }>({ text: END }, [userId, timeOf(command.nowMs), id]);
      const ids = rows.map((row) => row.id);
      await recordEnds(query, { userName, ids }, command);
      return ids;
    });
    this.session.wrote(2 * ended.length);
    return ended;
  }

  /** Notes when a session was used; a time older than the stored one changes nothing. */
  async used(id: string, atMs: number): Promise<void> {
    const at = new Date(atMs);
    const where = { id, lastUsedAt: { lt: at } };
    const { count } = await this.session.prisma.browserSession.updateMany({ where, data: { lastUsedAt: at } });
    this.session.wrote(count);
  }

  private async first(where: object): Promise<BrowserSession | undefined> {
    const row = await this.session.prisma.browserSession.findFirst({ where, include: WITH_USER });
    return row === null ? undefined : sessionOf(row);
  }
}

function recordEnds(
  query: Query,
  { userName, ids }: { readonly userName: string; readonly ids: readonly string[] },
  { by, nowMs }: Command,
): Promise<void> {
  return appendEvents(
    query,
    ids.map((id) => ({
      atMs: nowMs,
      kind: 'session_ended',
      actor: by,
      data: { user: userName, by: by.name },
      change: { object: `users/${userName}/sessions/${id}`, after: { ended: timeOf(nowMs) } },
    })),
  );
}

export const WITH_USER = { user: { include: WITH_GRANTS } } as const;

export function sessionOf(row: SessionRow & { readonly user: UserWithGrants }): BrowserSession {
  const { number, id, method, address, agent, createdAt, lastUsedAt, expiresAt, endedAt, user } = row;
  return {
    ...{ number, id, address, agent },
    method: method as SignInMethod,
    createdAtMs: createdAt.getTime(),
    lastUsedAtMs: lastUsedAt.getTime(),
    expiresAtMs: expiresAt.getTime(),
    ...known({ endedAtMs: endedAt?.getTime() }),
    user: {
      ...{ id: user.id, name: user.name, displayName: user.displayName, grants: grantsFrom(user.grants) },
      ...known({ disabledAtMs: user.disabledAt?.getTime() }),
    },
  };
}
