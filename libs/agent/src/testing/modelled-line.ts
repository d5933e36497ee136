import type { Rng } from '@twinbank/primitives';
import { wantedBlocks, type Want } from '@twinbank/protocol';

import { TransferWindow, type TransferLimits } from '../download/transfer-window.js';

/** A line in virtual time, with a server at its end that answers at once. */
export interface LineTerms {
  /** In each direction. */
  readonly bytesPerS: number;
  /** Round trip of a message without content. */
  readonly roundTripMs: number;
  /** Share of blocks that are lost. They still take their time on the line. */
  readonly loss: number;
  readonly blocks: number;
  readonly blockSize: number;
  /** What the line carries from this time on, microseconds. */
  readonly change?: { readonly atUs: number; readonly bytesPerS: number };
  /** How long the server needs before it sends the blocks of a want. It handles one want after the other. */
  readonly serverUs?: () => number;
  /** Whether the device is told how long the handshake took. */
  readonly handshake?: boolean;
}

/** The result of a transfer. */
export interface LineOutcome {
  /** Blocks that were sent, divided by the blocks that were needed. */
  readonly sent: number;
  /** Blocks that were lost, divided by the blocks that were needed. */
  readonly lost: number;
  /** Bytes of the image per second, divided by what the line carries. */
  readonly share: number;
  readonly seconds: number;
  /** The most blocks that were on their way at once. */
  readonly mostOnTheWay: number;
  readonly wants: number;
}

/** Overhead of a block and of a want: topic, header, MQTT. */
const OVERHEAD_BYTES = 50;
const TURNS_MAX = 200_000;

/** Moves an image through a {@link TransferWindow} over a line, and counts. */
export function transferOver(line: LineTerms, limits: TransferLimits, rng: Rng): LineOutcome {
  const run = new Run(line, limits, rng);
  for (let turns = 0; run.window.missing > 0; turns++) {
    if (turns > TURNS_MAX) throw new Error(`no end after ${TURNS_MAX} turns`);
    run.turn();
  }
  return run.outcome();
}

class Run {
  readonly window: TransferWindow;
  private nowUs = 0;
  private upFreeUs = 0;
  private downFreeUs = 0;
  private serverFreeUs = 0;
  private sent = 0;
  private lost = 0;
  private wants = 0;
  private mostOnTheWay = 0;
  private readonly arriving: { readonly block: number; readonly atUs: number; readonly lost: boolean }[] = [];

  constructor(
    private readonly line: LineTerms,
    limits: TransferLimits,
    private readonly rng: Rng,
  ) {
    const { blocks, blockSize, roundTripMs, bytesPerS, handshake = true } = line;
    const handshakeUs = handshake ? roundTripMs * 1000 + (400 * 1e6) / bytesPerS : undefined;
    this.window = new TransferWindow({ transfer: 1, blocks, blockSize, nowUs: 0, handshakeUs }, limits);
    this.ask();
  }

  /** The next event: a block comes, or the timer fires. */
  turn(): void {
    const next = this.arriving[0];
    const timerUs = this.window.timerUs();
    if (next && next.atUs <= timerUs) {
      this.arriving.shift();
      this.nowUs = next.atUs;
      if (!next.lost) {
        this.window.heard(this.nowUs);
        this.window.take(next.block, this.nowUs);
      }
    } else {
      if (timerUs === Infinity) throw new Error('nothing is on its way and no timer runs');
      this.nowUs = Math.max(this.nowUs, timerUs);
      const again = this.window.expire(this.nowUs);
      if (again) this.send(again);
    }
    this.ask();
  }

  outcome(): LineOutcome {
    const { blocks, blockSize, bytesPerS } = this.line;
    const { sent, lost, mostOnTheWay, wants } = this;
    const seconds = this.nowUs / 1e6;
    return {
      sent: sent / blocks,
      lost: lost / blocks,
      share: (blocks * blockSize) / seconds / bytesPerS,
      seconds,
      mostOnTheWay,
      wants,
    };
  }

  private ask(): void {
    const want = this.window.ask(this.nowUs);
    if (want) this.send(want);
  }

  private send(want: Want): void {
    const { roundTripMs, blockSize, loss, serverUs } = this.line;
    const halfUs = roundTripMs * 500;
    this.wants++;
    this.upFreeUs = Math.max(this.upFreeUs, this.nowUs) + this.lineUs(OVERHEAD_BYTES, this.nowUs);
    this.serverFreeUs = Math.max(this.serverFreeUs, this.upFreeUs + halfUs) + (serverUs?.() ?? 0);
    for (const block of wantedBlocks(want)) {
      const fromUs = Math.max(this.downFreeUs, this.serverFreeUs);
      this.downFreeUs = fromUs + this.lineUs(blockSize + OVERHEAD_BYTES, fromUs);
      const lost = this.rng.chance(loss);
      this.sent++;
      if (lost) this.lost++;
      this.arriving.push({ block, atUs: this.downFreeUs + halfUs, lost });
    }
    this.mostOnTheWay = Math.max(this.mostOnTheWay, this.arriving.length);
  }

  private lineUs(bytes: number, atUs: number): number {
    const { bytesPerS, change } = this.line;
    return (bytes * 1e6) / (change && atUs >= change.atUs ? change.bytesPerS : bytesPerS);
  }
}
