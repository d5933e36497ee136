import type { KeyHold } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import type { Query, Session } from '../connection/session.js';
import { timeOf } from '../sql.js';

/** A request that carries a key. */
export interface KeyedRequest {
  readonly hold: KeyHold;
  /** Tells requests under the same key apart. */
  readonly fingerprint: string;
  readonly nowMs: number;
}

/** The answer to a request, as far as it is kept. */
export interface GivenAnswer {
  readonly status: number;
  /** What is needed to give it again; undefined if it must not be kept. */
  readonly text?: string | undefined;
}

/** How a request stands to others under its key. */
export type KeyState =
  /** It is the one to carry out; nobody takes it over for a while. */
  | { readonly state: 'taken' }
  /** The key belongs to another request. */
  | { readonly state: 'reused' }
  /** Another one like it is being carried out. */
  | { readonly state: 'working'; readonly heldForMs: number }
  /** One like it was carried out: what it changed, if it changed anything, and its answer, if that was given. */
  | { readonly state: 'done'; readonly object?: string; readonly answer?: GivenAnswer };

/** How long a key is kept. */
export const KEY_KEPT_MS = 24 * 3600 * 1000;
/**
 * How long a request has its key for itself. Whoever works longer, or died, loses it to a repeat; of the two only one can
 * commit, because a change is made together with {@link markCarriedOut}.
 */
export const KEY_HELD_MS = 60_000;
/** Rows removed with each key, at most: more than it adds. */
const FORGOTTEN_EACH = 20;
/** A row that is gone between two statements was released, or swept: the next try takes it. */
const TRIES = 4;

const TAKE = `
  INSERT INTO idempotency_keys AS k (id, fingerprint, holder, held_until, created_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (id) DO UPDATE
    SET fingerprint = excluded.fingerprint, holder = excluded.holder, held_until = excluded.held_until, created_at = excluded.created_at,
        object = NULL, status = NULL, answer = NULL
    WHERE k.created_at < $6
       OR (k.status IS NULL AND k.object IS NULL AND k.held_until <= $5 AND k.fingerprint = excluded.fingerprint)
  RETURNING holder`;
const READ = `SELECT fingerprint, held_until, object, status, answer FROM idempotency_keys WHERE id = $1`;
const FORGET = `
  DELETE FROM idempotency_keys WHERE id IN (
    SELECT id FROM idempotency_keys WHERE created_at < $1 ORDER BY created_at LIMIT ${FORGOTTEN_EACH} FOR UPDATE SKIP LOCKED)`;
const MARK = `UPDATE idempotency_keys SET object = coalesce(object, $3) WHERE id = $1 AND holder = $2 RETURNING id`;
const ANSWER = `UPDATE idempotency_keys SET status = $3, answer = $4 WHERE id = $1 AND holder = $2`;
const RELEASE = `DELETE FROM idempotency_keys WHERE id = $1 AND holder = $2 AND object IS NULL`;
const END_HOLD = `UPDATE idempotency_keys SET held_until = $3 WHERE id = $1 AND holder = $2 AND status IS NULL`;

type Row = {
  readonly fingerprint: string;
  readonly held_until: Date;
  readonly object: string | null;
  readonly status: number | null;
  readonly answer: string | null;
};

/** Keys by which senders say that two requests are one and the same order. */
export class IdempotencyKeys {
  constructor(private readonly session: Session) {}

  /**
   * Takes the key of a request, unless another one has it: of several at once, at whichever servers, one gets it. Forgets
   * some keys that were kept long enough.
   *
   * @throws Fault `conflict` if others take and release the key all the time
   */
  async take(request: KeyedRequest): Promise<KeyState> {
    const { hold, fingerprint, nowMs } = request;
    const [at, expired] = [timeOf(nowMs), timeOf(nowMs - KEY_KEPT_MS)];
    for (let tries = 0; tries < TRIES; tries++) {
      const values = [hold.id, fingerprint, hold.holder, timeOf(nowMs + KEY_HELD_MS), at, expired];
      if ((await this.session.query({ name: 'idempotency_take', text: TAKE }, values)).length > 0) {
        this.session.wrote(1);
        await this.session.query({ name: 'idempotency_forget', text: FORGET }, [expired]);
        return { state: 'taken' };
      }
      const [row] = await this.session.query<Row>({ name: 'idempotency_read', text: READ }, [hold.id]);
      if (row !== undefined) return stateOf(row, request);
    }
    throw faultOf('conflict', 'others use this key all the time');
  }

  /** Keeps the answer of a request that was carried out. */
  async answered({ id, holder }: KeyHold, { status, text }: GivenAnswer): Promise<void> {
    await this.session.query({ name: 'idempotency_answer', text: ANSWER }, [id, holder, status, text]);
    this.session.wrote(1);
  }

  /**
   * Gives a key up after a request that failed: if nothing was changed under it, the next one is carried out. It waits for
   * a transaction whose outcome is not known yet.
   */
  async release({ id, holder }: KeyHold, nowMs: number): Promise<void> {
    await this.session.query({ name: 'idempotency_release', text: RELEASE }, [id, holder]);
    await this.session.query({ name: 'idempotency_end_hold', text: END_HOLD }, [id, holder, timeOf(nowMs)]);
  }
}

/**
 * Marks a key as carried out, in the transaction of the change: so a change is made exactly if its key says so.
 *
 * @param object what was changed, as the audit log names it
 * @throws Fault `idempotency_key_in_use` if another request has taken over the key
 */
export async function markCarriedOut(query: Query, { id, holder }: KeyHold, object: string): Promise<void> {
  const marked = await query({ name: 'idempotency_mark', text: MARK }, [id, holder, object]);
  if (marked.length === 0)
    throw faultOf('idempotency_key_in_use', 'another request took over the key', { retryAfterMs: 1000 });
}

function stateOf(row: Row, { fingerprint, nowMs }: KeyedRequest): KeyState {
  if (row.fingerprint !== fingerprint) return { state: 'reused' };
  const object = row.object === null ? {} : { object: row.object };
  if (row.status !== null)
    return {
      state: 'done',
      ...object,
      answer: { status: row.status, ...(row.answer !== null && { text: row.answer }) },
    };
  const heldForMs = row.held_until.getTime() - nowMs;
  if (row.object === null || heldForMs > 0) return { state: 'working', heldForMs: Math.max(1, heldForMs) };
  return { state: 'done', ...object };
}
