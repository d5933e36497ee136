import type { Session } from './connection/session.js';
import { rowsOf } from './sql.js';

/** The name of a key and its fingerprint; no secret. */
export interface RecordedKey {
  readonly name: string;
  readonly fingerprint: string;
}

/** The change to make to the record. */
export interface RecordChange {
  readonly add: readonly RecordedKey[];
  /** Whether the recorded keys are removed first. */
  readonly replace: boolean;
}

const ADD = `
  INSERT INTO key_fingerprints (name, fingerprint)
  SELECT name, fingerprint FROM jsonb_to_recordset($1::jsonb) AS k(name text, fingerprint text)`;

/** The keys with which this database was used. */
export class KeyRecord {
  constructor(private readonly session: Session) {}

  /**
   * Whether anything here depends on a key: a record, or, in a database older than the record, a device or a
   * release.
   */
  async inUse(): Promise<boolean> {
    const text =
      'SELECT EXISTS (SELECT FROM key_fingerprints) OR EXISTS (SELECT FROM devices) OR EXISTS (SELECT FROM releases) AS used';
    return (await this.session.query<{ used: boolean }>({ text }))[0]!.used;
  }

  /** Shows the record to a decision and makes the change that it returns; servers that start together take turns. */
  async agree(decide: (recorded: readonly RecordedKey[]) => RecordChange): Promise<void> {
    await this.session.transaction(async (query) => {
      await query({ text: 'LOCK TABLE key_fingerprints IN SHARE ROW EXCLUSIVE MODE' });
      const { add, replace } = decide(
        await query<RecordedKey & Record<string, string>>({
          text: 'SELECT name, fingerprint FROM key_fingerprints ORDER BY name',
        }),
      );
      if (replace) await query({ text: 'DELETE FROM key_fingerprints' });
      if (add.length > 0)
        await query({ text: ADD }, [rowsOf(add.map(({ name, fingerprint }) => ({ name, fingerprint })))]);
    });
  }
}
