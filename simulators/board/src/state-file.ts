import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import { decodeMcu, encodeMcu, type Mcu } from '@twinbank/mcu';
import { isPartName, type PartName } from '@twinbank/parts';
import { faultOf } from '@twinbank/protocol';

/** Changes of non-volatile memory are written together, at most this often. */
const WRITE_MS = 1000;

/** Keeps a device in a file between runs: the file holds what remains in a board that was unplugged. */
export class StateFile {
  private written = -1;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly path: string) {}

  get exists(): boolean {
    return existsSync(this.path);
  }

  /** The part whose memory the file holds. */
  get part(): PartName {
    const part = (this.parse() as { part?: unknown } | null)?.part;
    if (!isPartName(part)) throw faultOf('message_malformed', `${this.path} is no state file of a board`);
    return part;
  }

  /** Restores a device of the same part; it has no power afterwards. */
  read(mcu: Mcu): void {
    mcu.restoreState(decodeMcu(new Uint8Array(readFileSync(this.path)), mcu));
    mcu.powerOff();
    this.written = mcu.power.count;
  }

  /** Schedules a write if operations ran since the last one. */
  changed(mcu: Mcu): void {
    if (mcu.power.count === this.written || this.timer) return;
    this.timer = setTimeout(() => this.write(mcu), WRITE_MS);
    this.timer.unref();
  }

  /** Writes now, so that the file is completely old or completely new at any time. */
  write(mcu: Mcu): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.written = mcu.power.count;
    writeFileSync(`${this.path}.new`, encodeMcu(mcu));
    renameSync(`${this.path}.new`, this.path);
  }

  private parse(): unknown {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8'));
    } catch (error) {
      throw faultOf('message_malformed', `${this.path} is no state file of a board: ${(error as Error).message}`);
    }
  }
}
