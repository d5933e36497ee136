import { firmwareFile, foreignFirmwareFile, type FirmwareFamily, type FirmwareVersion } from '@twinbank/firmware';
import { Mcu } from '@twinbank/mcu';
import type { PartName } from '@twinbank/parts';
import { readFileSync } from 'node:fs';

import { Bench, type BenchEffect, type BenchInput, type BenchSettings } from '../bench.js';
import type { BenchKey } from '../board.js';
import { fillNewBoard } from '../new-board.js';
import { YmodemSender, type SentFile } from './ymodem-sender.js';

/** The reference firmware of a part. */
export function firmwareOf(part: PartName, version: FirmwareVersion): Uint8Array {
  const family = part.slice(5, 7).toLowerCase() as FirmwareFamily;
  return new Uint8Array(readFileSync(firmwareFile(family, version, 'bin')));
}

/** A program built without Twinbank, for a part. */
export function foreignOf(part: PartName, variant = ''): Uint8Array {
  return new Uint8Array(readFileSync(foreignFirmwareFile(part.slice(5, 7).toLowerCase() as FirmwareFamily, variant)));
}

/** A new board that was not yet switched on. */
export function newMcu(part: PartName): Mcu {
  const mcu = new Mcu({ part });
  fillNewBoard(mcu, undefined);
  return mcu;
}

/** A terminal on a board in virtual time: nothing waits, and every run is the same. */
export class VirtualTerminal {
  readonly bench: Bench;
  readonly notes: string[] = [];
  quit = false;
  private said = '';
  private unread: number[] = [];

  constructor(
    readonly mcu: Mcu,
    settings: Partial<BenchSettings> = {},
  ) {
    this.bench = new Bench(mcu, { decryption: undefined, ...settings });
    this.take(this.bench.powerOn());
    this.settle();
  }

  /** The output since the last call. */
  read(): string {
    this.unread = [];
    const said = this.said;
    this.said = '';
    return said;
  }

  /** Types a key and returns the output until the board waits for the next. */
  type(key: string): string {
    this.read();
    this.input({ type: 'bytes', bytes: new TextEncoder().encode(key) });
    this.settle();
    return this.read();
  }

  /** Presses a key of the bench. */
  press(key: BenchKey): void {
    this.input({ type: 'key', key });
    this.settle();
  }

  input(input: BenchInput): void {
    this.take(this.bench.handle(input));
  }

  /**
   * Presses 1, sends the file, and returns the output afterwards.
   *
   * @param line what the line turns a numbered packet into; nothing for a lost packet
   */
  download(
    file: SentFile,
    options: { blockBytes?: 128 | 1024; line?: (packet: Uint8Array, number: number) => Uint8Array } = {},
  ): string {
    const sender = new YmodemSender(file, options.blockBytes ?? 1024);
    this.type('1');
    this.said = '';
    for (let rounds = 0; !this.said.includes('-----'); rounds++) {
      if (rounds > 20_000) throw new Error(`the download does not end: ${this.said}`);
      const packet = sender.take(Uint8Array.from(this.unread.splice(0)));
      if (packet) this.pass(options.line ? options.line(packet, sender.sent) : packet);
      else this.timeout();
    }
    this.settle();
    return this.read();
  }

  /** Lets the board work until it waits for something from outside. */
  settle(): void {
    while (this.bench.deadlineUs <= this.mcu.clock.nowUs) this.input({ type: 'timeout' });
  }

  private pass(bytes: Uint8Array): void {
    this.mcu.clock.advanceUs(bytes.length * 87);
    if (bytes.length > 0) this.input({ type: 'bytes', bytes });
  }

  private timeout(): void {
    this.mcu.clock.advanceTo(this.bench.deadlineUs);
    this.input({ type: 'timeout' });
  }

  private take(effects: readonly BenchEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'note') this.notes.push(effect.text);
      else if (effect.type === 'quit') this.quit = true;
      else {
        this.said += new TextDecoder('latin1').decode(effect.bytes);
        this.unread.push(...effect.bytes);
      }
    }
  }
}
