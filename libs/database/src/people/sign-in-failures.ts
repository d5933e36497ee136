import type { Failures, SignInHistory, SignInVerdict } from '@twinbank/access';
import { FAILURES_FORGOTTEN_MS, NO_FAILURES } from '@twinbank/access';

import type { Query, Session } from '../connection/session.js';
import { rowsOf, storable, timeOf } from '../sql.js';

/** What the failures of an attempt are counted under: hashes, because a name may be a password in the wrong field. */
export interface FailureKeys {
  readonly pair: string;
  readonly name: string;
  readonly address: string;
}

/** An attempt to sign in. */
export interface SignInAttempt {
  readonly keys: FailureKeys;
  readonly name: string;
  readonly network: string;
  readonly nowMs: number;
}

/** Rows removed with each counted attempt, at most: more than it adds. */
const FORGOTTEN_EACH = 20;

const LOCK = `SELECT pg_advisory_xact_lock(hashtext('sign-in'), hashtext(key)) FROM unnest($1::text[]) AS k(key)`;
const READ = `SELECT key, count, last_at FROM sign_in_failures WHERE key = ANY($1)`;
const KNOWN_HERE = `
  SELECT EXISTS (SELECT FROM users u JOIN browser_sessions s ON s.user_id = u.id WHERE lower(u.name) = lower($1) AND s.network = $2) AS known`;
const COUNT = `
  INSERT INTO sign_in_failures (key, count, last_at)
  SELECT key, count, last_at FROM jsonb_to_recordset($1::jsonb) AS f(key text, count int, last_at timestamptz) WHERE count > 0
  ON CONFLICT (key) DO UPDATE SET count = excluded.count, last_at = excluded.last_at`;
const FORGET = `
  DELETE FROM sign_in_failures WHERE key IN (
    SELECT key FROM sign_in_failures WHERE last_at < $1 ORDER BY last_at LIMIT ${FORGOTTEN_EACH} FOR UPDATE SKIP LOCKED)`;
const TAKE_BACK = `UPDATE sign_in_failures SET count = greatest(0, count - 1) WHERE key = ANY($1)`;

/** How often signing in has failed lately, the same for all servers on the database. */
export class SignInFailures {
  constructor(private readonly session: Session) {}

  /**
   * Counts an attempt as failed if `judge` allows it. Attempts that share a name or an address are judged one after
   * another, at whichever server, so that attempts at the same time are not fewer than they are.
   */
  async count(
    { keys, name, network, nowMs }: SignInAttempt,
    judge: (history: SignInHistory) => SignInVerdict,
  ): Promise<SignInVerdict> {
    return this.session.transaction(async (query) => {
      const all = [keys.pair, keys.name, keys.address];
      for (const key of [...all].sort()) await query({ text: LOCK }, [[key]]);
      const history = { ...(await failuresOf(query, keys)), knownHere: await isKnownHere(query, name, network) };
      const verdict = judge(history);
      if (!verdict.allowed) return verdict;
      const { pair, name: named, address } = verdict.counted;
      await query({ text: COUNT }, [
        rowsOf([
          { key: keys.pair, ...rowOf(pair) },
          { key: keys.name, ...rowOf(named) },
          { key: keys.address, ...rowOf(address) },
        ]),
      ]);
      await query({ text: FORGET }, [timeOf(nowMs - FAILURES_FORGOTTEN_MS)]);
      return verdict;
    });
  }

  /** Takes back what was counted for an attempt that succeeded; what one name failed from one address is forgotten. */
  async succeeded({ keys }: SignInAttempt, wasFirstOfPair: boolean): Promise<void> {
    await this.session.transaction(async (query) => {
      await query({ text: 'DELETE FROM sign_in_failures WHERE key = $1' }, [keys.pair]);
      await query({ text: TAKE_BACK }, [[keys.name, ...(wasFirstOfPair ? [keys.address] : [])]]);
    });
  }
}

const rowOf = ({ count, lastAtMs }: Failures): object => ({ count, last_at: timeOf(lastAtMs) });

async function failuresOf(query: Query, keys: FailureKeys): Promise<Omit<SignInHistory, 'knownHere'>> {
  const rows = await query<{ key: string; count: number; last_at: Date }>({ text: READ }, [
    [keys.pair, keys.name, keys.address],
  ]);
  const of = (key: string): Failures => {
    const row = rows.find((one) => one.key === key);
    return row === undefined ? NO_FAILURES : { count: row.count, lastAtMs: row.last_at.getTime() };
  };
  return { pair: of(keys.pair), name: of(keys.name), address: of(keys.address) };
}

async function isKnownHere(query: Query, name: string, network: string): Promise<boolean> {
  const [row] = await query<{ known: boolean }>({ text: KNOWN_HERE }, [storable(name), storable(network)]);
  return row?.known === true;
}
