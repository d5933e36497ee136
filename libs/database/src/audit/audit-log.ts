import {
  BATCH_MAX,
  CHAIN_START,
  type AuditDraft,
  type AuditEntry,
  type ChainHead,
  type ChainState,
  type Checkpoint,
} from '@twinbank/audit';

import type { Query, Session } from '../connection/session.js';
import { rowsOf, storable, timeOf } from '../sql.js';
import { APPEND_AUDIT, auditRow } from './audit-drafts.js';
import { ENTRY_COLUMNS, entryOf, type EntryRow } from './audit-rows.js';

/** An entry that has no place in the chain yet, with the id of its row. */
export type UnsealedEntry = AuditDraft & { readonly id: string };

/** A sealed batch, ready to be stored. */
export interface SealedBatch {
  /** Entries at the beginning of the batch that are not in the table yet. */
  readonly added: readonly AuditEntry[];
  readonly entries: readonly (AuditEntry & { readonly id: string })[];
  readonly checkpoint: Checkpoint & { readonly jws: string };
}

/** Key of the PostgreSQL advisory lock that the sealing server holds; the number is our own choice. */
const SEALING = 0x7477_6173;
const HEAD = `SELECT sequence::float8 AS sequence, hash FROM audit_entries WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1`;
const CHECKPOINT = `SELECT sequence::float8 AS sequence, hash, jws FROM audit_checkpoints ORDER BY sequence DESC LIMIT 1`;
// By the column, not by its text of the same name, in which 10 comes before 9.
const UNSEALED = `SELECT id::text, ${ENTRY_COLUMNS} FROM audit_entries WHERE sequence IS NULL ORDER BY audit_entries.id LIMIT $1`;
const SEAL = `
  UPDATE audit_entries a SET sequence = s.sequence, hash = s.hash
  FROM jsonb_to_recordset($1::jsonb) AS s(id bigint, sequence bigint, hash text) WHERE a.id = s.id`;
const ADD_SEALED = `
  INSERT INTO audit_entries (at, actor, action, object, outcome, reason, before, after, sequence, hash)
  SELECT at, actor, action, object, outcome, reason, before, after, sequence, hash
  FROM jsonb_to_recordset($1::jsonb)
    AS a(at timestamptz, actor jsonb, action text, object text, outcome text, reason text, before jsonb, after jsonb, sequence bigint, hash text)`;
const ADD_CHECKPOINT = `INSERT INTO audit_checkpoints (sequence, hash, at, jws) VALUES ($1, $2, $3, $4)`;

/** The audit log: changes and refused attempts, linked in one chain of hashes. */
export class AuditLog {
  constructor(private readonly session: Session) {}

  /** Writes entries that do not belong to a change of rows: refused attempts. */
  async append(drafts: readonly AuditDraft[]): Promise<void> {
    if (drafts.length === 0) return;
    await this.session.query({ name: 'audit_append', text: APPEND_AUDIT }, [rowsOf(drafts.map(auditRow))]);
    this.session.wrote(drafts.length);
  }

  /**
   * Seals up to {@link BATCH_MAX} entries as `decide` says, in one transaction. Only one of several servers seals at a
   * time. Returns the number of sealed entries: 0 if there were none, or if another server is sealing.
   */
  async seal(decide: (state: ChainState, entries: readonly UnsealedEntry[]) => Promise<SealedBatch>): Promise<number> {
    if (!(await this.hasUnsealed())) return 0;
    const sealed = await this.session.transaction(async (query) => {
      const [lock] = await query<{ taken: boolean }>({ text: 'SELECT pg_try_advisory_xact_lock($1) AS taken' }, [
        SEALING,
      ]);
      if (!lock!.taken) return 0;
      const state = await stateOf(query);
      const rows = await query<EntryRow & { id: string }>({ name: 'audit_unsealed', text: UNSEALED }, [BATCH_MAX]);
      if (rows.length === 0) return 0;
      await store(
        query,
        await decide(
          state,
          rows.map(({ id, ...row }) => ({ ...entryOf(row), id })),
        ),
      );
      return rows.length;
    });
    this.session.wrote(sealed === 0 ? 0 : sealed + 1);
    return sealed;
  }

  /** Whether entries wait to be sealed. */
  async hasUnsealed(): Promise<boolean> {
    return (await this.session.query({ name: 'audit_unsealed', text: UNSEALED }, [1])).length > 0;
  }

  /** The end of the stored chain. */
  state(): Promise<ChainState> {
    return stateOf(this.session.query);
  }

  /**
   * The entry after which an export may begin: its hash, and its checkpoint if there is one; undefined if the log has
   * no such entry.
   */
  async placeOf(sequence: number): Promise<(ChainHead & { readonly jws?: string }) | undefined> {
    if (sequence === 0 && (await this.hasFirst())) return CHAIN_START;
    const [row] = await this.session.query<{ hash: string; jws: string | null }>(
      {
        text: `SELECT coalesce(e.hash, c.hash) AS hash, c.jws FROM (SELECT $1::bigint AS sequence) w LEFT JOIN audit_entries e USING (sequence) LEFT JOIN audit_checkpoints c USING (sequence)`,
      },
      [sequence],
    );
    return row?.hash ? { sequence, hash: row.hash, ...(row.jws !== null && { jws: row.jws }) } : undefined;
  }

  /** Sequence number of the last removed entry; 0 if none was removed. */
  async horizon(): Promise<number> {
    const [row] = await this.session.query<{ sequence: number | null }>({
      text: 'SELECT max(sequence)::float8 AS sequence FROM audit_horizons',
    });
    return row?.sequence ?? 0;
  }

  /** The entries that follow a given one, in order, and the checkpoints among them. */
  async stretch(
    after: number,
    limit: number,
  ): Promise<{ readonly entries: readonly AuditEntry[]; readonly checkpoints: ReadonlyMap<number, string> }> {
    const text = `SELECT ${ENTRY_COLUMNS} FROM audit_entries WHERE sequence > $1 ORDER BY sequence LIMIT $2`;
    const entries = (await this.session.query<EntryRow>({ name: 'audit_stretch', text }, [after, limit])).map(sealedOf);
    const rows = await this.session.query<{ sequence: number; jws: string }>(
      {
        text: 'SELECT sequence::float8 AS sequence, jws FROM audit_checkpoints WHERE sequence > $1 AND sequence <= $2',
      },
      [after, entries.at(-1)?.sequence ?? after],
    );
    return { entries, checkpoints: new Map(rows.map(({ sequence, jws }) => [sequence, jws])) };
  }

  private async hasFirst(): Promise<boolean> {
    return (await this.horizon()) === 0;
  }
}

async function stateOf(query: Query): Promise<ChainState> {
  const [head] = await query<ChainHead & Record<string, unknown>>({ text: HEAD });
  const [checkpoint] = await query<ChainHead & { jws: string } & Record<string, unknown>>({ text: CHECKPOINT });
  return { head: head ?? CHAIN_START, checkpoint };
}

async function store(query: Query, { added, entries, checkpoint }: SealedBatch): Promise<void> {
  const { sequence, hash, atMs, jws } = checkpoint;
  if (added.length > 0)
    await query({ text: ADD_SEALED }, [
      rowsOf(added.map((entry) => ({ ...auditRow(entry), sequence: entry.sequence, hash: entry.hash }))),
    ]);
  await query({ name: 'audit_seal', text: SEAL }, [
    rowsOf(entries.map(({ id, sequence: place, hash: link }) => ({ id, sequence: place, hash: link }))),
  ]);
  await query({ text: ADD_CHECKPOINT }, [sequence, hash, timeOf(atMs), storable(jws)]);
}

const sealedOf = (row: EntryRow): AuditEntry => ({
  ...entryOf(row),
  sequence: Number(row.sequence),
  hash: row.hash ?? '',
});
