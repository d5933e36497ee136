import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readdirSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import type { CellArchive } from '@twinbank/mcu';

/** Every content is one run of flash cells. */
const CONTENT_BYTES = 2048;
const NAME_BYTES = 16;
const RECORD_BYTES = NAME_BYTES + CONTENT_BYTES;
const READ_RECORDS = 256;
const ENDING = '.cells';

/**
 * Flash content of many devices, stored once for all of them: files of records (name, 2048 bytes), each appended to
 * by one process only. A record that was cut short by a kill is ignored. The name is the start of the content's
 * SHA-256.
 */
export class CellFiles implements CellArchive {
  private readonly contents = new Map<string, Uint8Array>();
  private readonly names = new WeakMap<Uint8Array, string>();
  private own: number | undefined;

  /**
   * @param folder where the files are
   * @param owner name of this process among those that write there now, such as `worker-0`
   */
  constructor(
    private readonly folder: string,
    private readonly owner: string,
  ) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith(ENDING))) this.read(join(folder, file));
  }

  keep(bytes: Uint8Array): string {
    const known = this.names.get(bytes);
    if (known !== undefined) return known;
    const digest = createHash('sha256').update(bytes).digest().subarray(0, NAME_BYTES);
    const name = digest.toString('base64url');
    if (!this.contents.has(name)) {
      writeSync(this.file(), Buffer.concat([digest, bytes], RECORD_BYTES));
      this.contents.set(name, bytes);
    }
    this.names.set(bytes, name);
    return name;
  }

  find(name: string): Uint8Array | undefined {
    return this.contents.get(name);
  }

  /** Closes the file that this process appends to. */
  close(): void {
    if (this.own !== undefined) closeSync(this.own);
    this.own = undefined;
  }

  /** A new file for each run, because an older one may end in part of a record. */
  private file(): number {
    for (let run = 1; this.own === undefined; run++) {
      try {
        this.own = openSync(join(this.folder, `${this.owner}.${run}${ENDING}`), 'ax', 0o600);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
    return this.own;
  }

  private read(path: string): void {
    const file = openSync(path, 'r');
    try {
      const whole = Math.floor(fstatSync(file).size / RECORD_BYTES);
      for (let from = 0; from < whole; from += READ_RECORDS) {
        const chunk = Buffer.allocUnsafe(Math.min(READ_RECORDS, whole - from) * RECORD_BYTES);
        readSync(file, chunk, 0, chunk.length, from * RECORD_BYTES);
        for (let at = 0; at < chunk.length; at += RECORD_BYTES) this.take(chunk.subarray(at, at + RECORD_BYTES));
      }
    } finally {
      closeSync(file);
    }
  }

  private take(record: Uint8Array): void {
    const name = Buffer.from(record.subarray(0, NAME_BYTES)).toString('base64url');
    if (this.contents.has(name)) return;
    const bytes = new Uint8Array(record.subarray(NAME_BYTES));
    this.contents.set(name, bytes);
    this.names.set(bytes, name);
  }
}
