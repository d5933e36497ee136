import { Inject, Injectable } from '@nestjs/common';

import { entryLine, signExportEnd, type AuditEntry, type ChainHead, type ExportLine } from '@twinbank/audit';
import { AuditLog } from '@twinbank/database';
import { ndjsonLine } from '@twinbank/http';
import { JwsSigner, type KeyRing } from '@twinbank/keys';
import { CLOCK, KEY_RING } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

/** Most entries in one export; a further export can continue after it. */
export const EXPORT_MAX = 100_000;
/** Entries read by one statement. */
const PAGE = 500;

/** Exports the audit log in a form that can be verified elsewhere. */
@Injectable()
export class AuditExport {
  private readonly signer: Promise<JwsSigner>;

  constructor(
    private readonly log: AuditLog,
    @Inject(KEY_RING) keyRing: KeyRing,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.signer = JwsSigner.of(keyRing.auditKey);
  }

  /**
   * The lines of an export, returned page by page as they are read.
   *
   * @param after the entry after which the export begins; without it, the export begins at the oldest kept entry
   * @throws Fault `request_invalid` if there is no such entry
   */
  async lines(after: number | undefined, limit: number): Promise<AsyncGenerator<string>> {
    const begin = await this.log.placeOf(after ?? (await this.log.horizon()));
    if (begin === undefined)
      throw faultOf('request_invalid', `the audit log has no entry ${after}`, { field: 'after' });
    return this.pour(begin, limit);
  }

  private async *pour({ jws, ...begin }: ChainHead & { readonly jws?: string }, limit: number): AsyncGenerator<string> {
    yield textOf([{ type: 'begin', ...begin, ...(jws !== undefined && { checkpoint: jws }) }]);
    let head: ChainHead = begin;
    for (let left = limit; left > 0;) {
      const { entries, checkpoints } = await this.log.stretch(head.sequence, Math.min(PAGE, left));
      if (entries.length === 0) break;
      yield textOf(entries.flatMap((entry) => linesOf(entry, checkpoints)));
      head = entries.at(-1)!;
      left -= entries.length;
    }
    const more = (await this.log.state()).head.sequence > head.sequence;
    const { sequence, hash } = head;
    const end = { from: begin, sequence, hash, atMs: this.clock.nowMs(), more };
    yield textOf([{ type: 'end', jws: await signExportEnd(await this.signer, end) }]);
  }
}

const textOf = (lines: readonly ExportLine[]): string => lines.map(ndjsonLine).join('');

function linesOf(entry: AuditEntry, checkpoints: ReadonlyMap<number, string>): ExportLine[] {
  const jws = checkpoints.get(entry.sequence);
  return [entryLine(entry), ...(jws === undefined ? [] : [{ type: 'checkpoint' as const, jws }])];
}
