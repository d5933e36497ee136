import { cursorTo, clearScreenDown, moveCursor } from 'node:readline';
import type { WriteStream } from 'node:tty';

import { progressLine, progressPicture } from './progress-lines.js';
import type { Tally } from './tally.js';

/** How often a terminal is redrawn, and how often a log gets a line. */
const REDRAW_MS = 200;
const LINE_MS = 2000;

/** Shows the progress of a fleet: redrawn in place on a terminal, plain lines elsewhere. */
export class Display {
  private drawn = 0;
  private readonly startedMs = Date.now();
  private timer: NodeJS.Timeout | undefined;
  private last = { atMs: Date.now(), bytes: 0, rate: 0, line: '' };

  constructor(
    private readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean },
    private readonly look: () => Tally,
  ) {}

  /** Begins to show. */
  start(): void {
    this.timer = setInterval(() => this.show(), this.stream.isTTY ? REDRAW_MS : LINE_MS);
  }

  /** Shows the last state and leaves it on the screen. */
  stop(): void {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.show();
    this.drawn = 0;
  }

  /** Writes a permanent line above the moving picture. */
  say(text: string): void {
    this.erase();
    this.stream.write(`${text}\n`);
  }

  private show(): void {
    const tally = this.look();
    const elapsedMs = Date.now() - this.startedMs;
    const rate = this.rate(tally.bytes);
    if (this.stream.isTTY) {
      const picture = progressPicture(tally, elapsedMs, rate);
      this.erase();
      const width = (this.stream as WriteStream).columns;
      this.stream.write(picture.map((line) => `${line.slice(0, width)}\n`).join(''));
      this.drawn = picture.length;
    } else {
      const line = progressLine(tally, elapsedMs, rate);
      if (line.slice(line.indexOf(' ')) !== this.last.line) this.stream.write(`${line}\n`);
      this.last.line = line.slice(line.indexOf(' '));
    }
  }

  /** Bytes per second over the recent past. */
  private rate(bytes: number): number {
    const now = Date.now();
    const seconds = (now - this.last.atMs) / 1000;
    if (seconds >= 0.5) this.last = { ...this.last, atMs: now, bytes, rate: (bytes - this.last.bytes) / seconds };
    return this.last.rate;
  }

  private erase(): void {
    if (this.drawn === 0) return;
    const terminal = this.stream as WriteStream;
    moveCursor(terminal, 0, -this.drawn);
    cursorTo(terminal, 0);
    clearScreenDown(terminal);
    this.drawn = 0;
  }
}
