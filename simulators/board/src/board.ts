import { EccNmi, FlashMisuse, type AesSetup, type Mcu } from '@twinbank/mcu';
import { utf8 } from '@twinbank/primitives';

import { checkOther } from './bank/check-bank.js';
import { eraseOther } from './bank/erase-bank.js';
import { fillIsrCopy } from './bank/isr-copies.js';
import type { Job } from './bank/job.js';
import { rewriteOther } from './bank/rewrite-bank.js';
import { switchBank } from './bank/switch-bank.js';
import { toggleBfb2 } from './bank/toggle-bfb2.js';
import { DownloadDialog, type DialogOutput } from './download-dialog.js';
import { menuText } from './menu-text.js';
import { stateText } from './state-text.js';

/** Keys that act on the board from outside, whatever its program does. */
export type BenchKey = 's' | 'r' | 'p' | 'q';

export type BoardInput = { readonly type: 'bytes'; readonly bytes: Uint8Array } | { readonly type: 'timeout' };

/**
 * Bytes for the terminal with the simulated time at which the program hands them to the serial port; or a key for
 * the bench.
 */
export type BoardEffect =
  | { readonly type: 'send'; readonly bytes: Uint8Array; readonly atUs: number }
  | { readonly type: 'key'; readonly key: Exclude<BenchKey, 's'> };

const JOBS: Readonly<Record<string, (mcu: Mcu) => Job>> = {
  '2': eraseOther,
  '3': rewriteOther,
  '4': checkOther,
  '5': switchBank,
  '6': toggleBfb2,
};
const KEYS_AHEAD = 16;

/**
 * The program with AN4767's menu, loader and application in one, running on a simulated device. It reads its serial
 * port and its timer; everything it does goes through the hardware model. It does not use real time.
 */
export class Board {
  private job: Job | undefined;
  private jobWrites = false;
  private dialog: DownloadDialog | undefined;
  private readonly typed: number[] = [];
  private effects: BoardEffect[] = [];

  /** @param decryption the key built into the firmware; undefined for plain files */
  constructor(
    private readonly mcu: Mcu,
    private readonly decryption: AesSetup | undefined,
  ) {}

  /** Simulated time at which the program wants a timeout; Infinity while it waits for a key. */
  get deadlineUs(): number {
    if (this.job) return this.mcu.clock.nowUs;
    return this.dialog?.deadlineUs ?? Infinity;
  }

  /** True while the other bank is being changed. */
  get writing(): boolean {
    return this.dialog ? this.dialog.touched : this.jobWrites;
  }

  /** From the reset handler to the menu: the clock, both copies of the interrupt code, the vector table [AN4767 §6.4.1]. */
  start(): BoardEffect[] {
    const { clock, flash, scb, spec } = this.mcu;
    clock.setHclk(spec.clock.maxHz);
    const { activeBank, otherBank } = flash;
    fillIsrCopy(this.mcu, { from: activeBank, copy: otherBank });
    scb.writeVtor(fillIsrCopy(this.mcu, { from: activeBank, copy: activeBank }));
    return this.redraw();
  }

  /** Draws the menu, unless something is in progress. */
  redraw(): BoardEffect[] {
    if (!this.job && !this.dialog) this.say(menuText(this.mcu));
    return this.takeEffects();
  }

  /**
   * Handles one input, and returns what the program does about it.
   *
   * @throws Interruption of the hardware model: then this object is as invalid as the RAM that it represents
   */
  handle(input: BoardInput): BoardEffect[] {
    if (this.dialog) this.converse(this.dialog, input);
    else if (input.type === 'bytes') this.typed.push(...input.bytes.subarray(0, KEYS_AHEAD - this.typed.length));
    else this.goOn();
    while (!this.job && !this.dialog && this.typed.length > 0) this.press(String.fromCharCode(this.typed.shift()!));
    return this.takeEffects();
  }

  private press(key: string): void {
    if (key === '1') this.download();
    else if (key in JOBS) this.begin(key);
    else if (key === 's') this.say(`\r\n${stateText(this.mcu)}`);
    else if (key === 'r' || key === 'p' || key === 'q') this.effects.push({ type: 'key', key });
    else if (key === '\r') this.say(menuText(this.mcu));
  }

  private begin(key: string): void {
    this.job = JOBS[key]!(this.mcu);
    this.jobWrites = key === '2' || key === '3';
  }

  private download(): void {
    this.dialog = new DownloadDialog(this.mcu, this.decryption);
    this.dialog.begin().forEach((output) => this.say(output));
  }

  private converse(dialog: DownloadDialog, input: BoardInput): void {
    dialog.take(input).forEach((output) => this.say(output));
    if (dialog.open) return;
    this.dialog = undefined;
    this.say(menuText(this.mcu));
  }

  /** Runs the next slice of the job. */
  private goOn(): void {
    if (!this.job) return;
    try {
      const { done, value } = this.job.next();
      if (!done) return this.say(value);
    } catch (error) {
      if (!(error instanceof FlashMisuse || error instanceof EccNmi)) throw error;
      this.mcu.flash.lock();
      this.say(`\r\nThe flash refused: ${error.message}.\r\n`);
    }
    this.job = undefined;
    this.jobWrites = false;
    this.say(menuText(this.mcu));
  }

  private say(output: DialogOutput): void {
    const bytes = typeof output === 'string' ? utf8(output) : output;
    if (bytes.length > 0) this.effects.push({ type: 'send', bytes, atUs: this.mcu.clock.nowUs });
  }

  private takeEffects(): BoardEffect[] {
    const effects = this.effects;
    this.effects = [];
    return effects;
  }
}
