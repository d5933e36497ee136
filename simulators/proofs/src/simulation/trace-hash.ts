import { createHash, type Hash } from 'node:crypto';

/** A running hash over everything that happens. Two runs are equal if their hashes are. */
export class TraceHash {
  lines = 0;
  private readonly hash: Hash = createHash('sha256');
  private pending = '';

  /** @param also is called with each line, for a trace that people read */
  constructor(private readonly also: ((line: string) => void) | undefined = undefined) {}

  add(line: string): void {
    this.lines++;
    this.also?.(line);
    this.pending += `${line}\n`;
    if (this.pending.length > 65_536) this.flush();
  }

  /** The hash so far, in hexadecimal. */
  digest(): string {
    this.flush();
    return this.hash.copy().digest('hex');
  }

  private flush(): void {
    this.hash.update(this.pending);
    this.pending = '';
  }
}
