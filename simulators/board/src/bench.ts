import { Interruption, type AesSetup, type CutMoment, type Mcu } from '@twinbank/mcu';
import { utf8 } from '@twinbank/primitives';

import { Board, type BenchKey, type BoardEffect, type BoardInput } from './board.js';
import { lines } from './menu-text.js';
import { bootText, stateText } from './state-text.js';

export interface BenchSettings {
  readonly decryption: AesSetup | undefined;
  /** Cuts the power at a hardware operation, counted from here; the first one is 1. */
  readonly cut?: { readonly at: number; readonly moment: CutMoment };
}

export type BenchInput = BoardInput | { readonly type: 'key'; readonly key: BenchKey } | { readonly type: 'attached' };

/** Bytes for the terminal; a line for the console; the end. */
export type BenchEffect =
  Extract<BoardEffect, { type: 'send' }> | { readonly type: 'note'; readonly text: string } | { readonly type: 'quit' };

/**
 * The bench on which the board lies: its supply, its reset button and a debugger. When the power fails, the program
 * and its variables are lost, and what starts next depends on the content of flash.
 */
export class Bench {
  /** Undefined while nothing runs on the device. */
  private board: Board | undefined;

  constructor(
    readonly mcu: Mcu,
    private readonly settings: BenchSettings,
  ) {}

  /** Simulated time at which the program wants a timeout. */
  get deadlineUs(): number {
    return this.board?.deadlineUs ?? Infinity;
  }

  /** Switches the supply on. */
  powerOn(): BenchEffect[] {
    const { cut } = this.settings;
    if (cut) this.mcu.power.cutAt(this.mcu.power.count + cut.at, cut.moment, cut.at);
    return this.survive(() => {
      this.mcu.powerOn();
      return this.boot();
    });
  }

  handle(input: BenchInput): BenchEffect[] {
    return this.survive(() => {
      if (input.type === 'key') return this.press(input.key);
      if (input.type === 'attached') return this.board ? this.translate(this.board.redraw()) : this.silence();
      if (this.board) return this.translate(this.board.handle(input));
      return input.type === 'bytes' ? this.pressTyped(input.bytes) : [];
    });
  }

  private press(key: BenchKey): BenchEffect[] {
    if (key === 's') return [{ type: 'note', text: stateText(this.mcu) }];
    if (key === 'q') return [{ type: 'quit' }];
    if (key === 'p') return this.cutPower();
    this.mcu.reset('pin');
    return [{ type: 'note', text: 'reset' }, ...this.boot()];
  }

  /** Keys typed on the terminal while the device runs nothing: the bench handles them instead. */
  private pressTyped(bytes: Uint8Array): BenchEffect[] {
    const key = [...bytes].map((byte) => String.fromCharCode(byte)).find((typed) => 'srpq'.includes(typed));
    if (!key) return [];
    const effects = this.press(key as BenchKey);
    return key === 's' ? [this.line(`\r\n${stateText(this.mcu)}`), ...effects] : effects;
  }

  /** During work the next operation is interrupted halfway; otherwise the power fails between two operations. */
  private cutPower(): BenchEffect[] {
    if (this.board?.writing) {
      const { power } = this.mcu;
      power.cutAt(power.count + 1, 'torn', power.count);
      return [{ type: 'note', text: 'power goes at the next hardware operation' }];
    }
    this.mcu.powerOff();
    this.mcu.powerOn();
    return [{ type: 'note', text: 'power cut, and back' }, ...this.boot()];
  }

  private survive(work: () => BenchEffect[]): BenchEffect[] {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      this.board = undefined;
      const note: BenchEffect = { type: 'note', text: error.message };
      return [
        note,
        ...this.survive(() => {
          this.mcu.recover(error);
          return this.boot();
        }),
      ];
    }
  }

  private boot(): BenchEffect[] {
    this.board = undefined;
    if (this.mcu.lastBoot?.booted === undefined) return this.silence();
    this.board = new Board(this.mcu, this.settings.decryption);
    return this.translate(this.board.start());
  }

  /** A hint for the user; a real board would show nothing. */
  private silence(): BenchEffect[] {
    const text = lines(
      '',
      `[bench] No program runs. ${bootText(this.mcu)}.`,
      '[bench] s state, r reset, p power cut, q quit. A new board: remove its state file.',
      '',
    );
    return [this.line(text)];
  }

  private line(text: string): BenchEffect {
    return { type: 'send', bytes: utf8(text), atUs: this.mcu.clock.nowUs };
  }

  private translate(effects: readonly BoardEffect[]): BenchEffect[] {
    return effects.flatMap((effect) => (effect.type === 'key' ? this.press(effect.key) : [effect]));
  }
}
