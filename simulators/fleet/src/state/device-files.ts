import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { decodeMcu, encodeMcu, type Mcu } from '@twinbank/mcu';
import { FieldReader, readJsonObject } from '@twinbank/protocol';

import type { FaultsMet } from '../line/fault-rates.js';
import { CellFiles } from './cell-archive.js';
import { readFaultsMet, readProgress, type ProgressRecord } from './progress-record.js';

/** The first line holds what the simulator knows; it is short. */
const HEAD_BYTES_MAX = 16 * 1024;
const LINE_FEED = 0x0a;

/** What comes back of a device besides its chip. */
export interface Remembered {
  readonly progress: ProgressRecord;
  readonly faultsMet: FaultsMet;
}

/**
 * The devices of a fleet as files, one each, written completely before anything that the device reports is sent. So
 * a fleet that is killed comes back as if the power of all devices had been cut just after their last report. Files
 * are renamed into place but not forced to disk: they survive the process, but not a power loss of the machine
 * itself.
 */
export class DeviceFiles {
  private readonly devices: string;
  private readonly cells: CellFiles;

  /**
   * @param folder the fleet's folder
   * @param owner name of this process among those that write there now
   */
  constructor(folder: string, owner: string) {
    const content = join(folder, 'content');
    this.devices = join(folder, 'devices');
    for (const each of [content, this.devices]) mkdirSync(each, { recursive: true, mode: 0o700 });
    this.cells = new CellFiles(content, owner);
  }

  /** Stores the state of a device. */
  save(id: string, mcu: Mcu, { progress, faultsMet }: Remembered): void {
    const head = JSON.stringify({ v: 1, progress, faultsMet });
    const next = `${this.path(id)}.next`;
    writeFileSync(next, Buffer.concat([Buffer.from(`${head}\n`), encodeMcu(mcu, this.cells)]), { mode: 0o600 });
    renameSync(next, this.path(id));
  }

  /** Restores a chip; undefined if the device was never stored. @throws Error if its file is damaged */
  load(id: string, mcu: Mcu): Remembered | undefined {
    if (!existsSync(this.path(id))) return undefined;
    try {
      const file = new Uint8Array(readFileSync(this.path(id)));
      const end = file.indexOf(LINE_FEED);
      const head = new FieldReader(readJsonObject(file.subarray(0, Math.max(0, end)), HEAD_BYTES_MAX));
      head.whole('v', 1, 1);
      const remembered = {
        progress: readProgress(head.nested('progress')),
        faultsMet: readFaultsMet(head.nested('faultsMet')),
      };
      mcu.restoreState(decodeMcu(file.subarray(end + 1), mcu, this.cells));
      return remembered;
    } catch (error) {
      throw new Error(`${this.path(id)} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }

  /** Closes what is open. */
  close(): void {
    this.cells.close();
  }

  private path(id: string): string {
    return join(this.devices, `${id}.device`);
  }
}
