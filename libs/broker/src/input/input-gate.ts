import type { Socket } from 'node:net';
import type { TokenBucket } from '@twinbank/primitives';
import type { AddressDoor } from '../door/address-doors.js';
import { BROKER_LIMITS } from '../broker-limits.js';
import { FrameGuard, ID_ZERO, TOO_LONG, type PacketToll } from './frame-guard.js';
import type { InputTurns } from './input-turns.js';
import { packetCost } from './packet-cost.js';

/** Why the gate closes a connection. */
export type GateVerdict = 'too-long' | 'id-zero' | 'deaf' | 'too-much';

export interface GateOptions {
  readonly packetBytesMax: number;
  /** How long a connection may be slowed without a pause. */
  readonly slowedMs: number;
  /** What may be sent before the admission. */
  readonly allowance: TokenBucket;
  readonly door: AddressDoor;
  readonly turns: InputTurns;
  /** Called just before the connection is closed. */
  readonly onClosing: (socket: Socket, verdict: GateVerdict) => void;
  readonly nowMs: () => number;
}

/**
 * Stands between a device's socket and its decoder, and passes bytes on in slices: a limited number of packets at a
 * time, in turn with all other connections, as far as the allowance permits. What may not pass yet goes back into
 * the socket's buffer. When that is full, nothing more is read, so TCP slows the sender. A connection that was
 * slowed for too long without a pause is closed.
 *
 * The decoder reads as from any socket, on 'readable' and when it has handled what it read, and gets one slice in
 * each turn.
 */
export class InputGate implements PacketToll {
  private readonly guard: FrameGuard;
  private readonly readSocket: (size?: number) => Buffer | null;
  private allowance: TokenBucket;
  private state: 'at the door' | 'inside' | 'admitted' = 'at the door';
  private waits: 'for a turn' | 'for its allowance' | 'at the door' | undefined;
  /** Whether the decoder may read a slice. */
  private granted = false;
  private timer: NodeJS.Timeout | undefined;
  private slowedSinceMs: number | undefined;
  private unanswered = 0;
  /** Packets in the slice that is being cut. */
  private packets = 0;
  private left = 0;

  constructor(
    private readonly socket: Socket,
    private readonly options: GateOptions,
  ) {
    this.guard = new FrameGuard(options.packetBytesMax);
    this.allowance = options.allowance;
    this.readSocket = socket.read.bind(socket) as typeof this.readSocket;
    // Node's own reads with a size of 0 return no bytes; they only continue the stream or find its end.
    socket.read = (size?: number) => (size === 0 ? this.readSocket(0) : this.read());
    // Registered before the decoder's listener: when that is called, it is already known whether it may read.
    socket.on('readable', () => this.onReadable());
    socket.once('close', () => this.onClose());
  }

  /** The device was admitted: from now on its own allowance counts, which outlives its connections. */
  admit(allowance: TokenBucket): void {
    if (this.state !== 'inside') return;
    this.state = 'admitted';
    this.options.door.done(true);
    this.allowance = allowance;
    this.slowedSinceMs = undefined;
    if (this.waits !== 'for its allowance') return;
    clearTimeout(this.timer);
    this.queue();
  }

  /** Called when it is this connection's turn. */
  serve(): void {
    this.waits = undefined;
    if (this.socket.destroyed) return;
    this.grant();
    if (this.granted) this.socket.emit('readable');
  }

  /** Called when the door lets it in. */
  enter(): void {
    this.state = 'inside';
    this.queue();
  }

  mayBegin(): boolean {
    return this.packets < BROKER_LIMITS.slicePackets && this.left > 0;
  }

  pay(firstByte: number, length: number): void {
    const cost = packetCost(firstByte, length);
    this.packets++;
    this.left -= cost;
    this.allowance.take(cost, this.options.nowMs());
  }

  private onReadable(): void {
    if (this.waits || this.granted) return;
    if (this.options.turns.open()) this.grant();
    else this.queue();
  }

  private queue(): void {
    this.waits = 'for a turn';
    this.options.turns.queue(this);
  }

  /** Lets the decoder read a slice, if the door and the allowance permit. */
  private grant(): void {
    if (this.socket.readableLength === 0) return this.drained();
    if (this.state === 'at the door') {
      if (!this.options.door.knock(this)) {
        this.waits = 'at the door';
        return;
      }
      this.state = 'inside';
    }
    const nowMs = this.options.nowMs();
    const waitMs = this.allowance.waitMs(nowMs);
    if (waitMs > 0) this.slow(waitMs, nowMs);
    else this.granted = true;
  }

  private read(): Buffer | null {
    if (!this.granted) return null;
    this.granted = false;
    // At most one slice: whatever is taken out makes room for more from the network.
    const chunk = this.readSocket(Math.min(this.socket.readableLength, BROKER_LIMITS.sliceBytes));
    const slice = chunk && this.cut(chunk);
    if (this.socket.readableLength > 0) this.queue();
    else this.drained();
    return slice;
  }

  /** Nothing is left: the sender pauses, or this is the end, which is found by reading nothing. */
  private drained(): void {
    this.slowedSinceMs = undefined;
    if (!this.socket.destroyed) this.readSocket(0);
  }

  /** The part of a chunk that may pass; the rest goes back into the buffer. */
  private cut(chunk: Buffer): Buffer | null {
    this.packets = 0;
    this.left = this.allowance.left(this.options.nowMs());
    const bytes = this.guard.pass(chunk, this);
    if (bytes === TOO_LONG) return this.close('too-long');
    if (bytes === ID_ZERO) return this.close('id-zero');
    this.unanswered = this.socket.writableLength > BROKER_LIMITS.deafUnsentBytes ? this.unanswered + bytes : 0;
    if (this.unanswered > BROKER_LIMITS.deafSentBytes) return this.close('deaf');
    if (bytes < chunk.length) this.socket.unshift(chunk.subarray(bytes));
    return bytes > 0 ? chunk.subarray(0, bytes) : null;
  }

  /** The allowance is used up: nothing is read until some of it is back. */
  private slow(waitMs: number, nowMs: number): void {
    this.slowedSinceMs ??= nowMs;
    if (nowMs - this.slowedSinceMs >= this.options.slowedMs) return void this.close('too-much');
    this.waits = 'for its allowance';
    const lookMs = Math.min(Math.max(waitMs, BROKER_LIMITS.slowedLookMs), this.options.slowedMs);
    this.timer = setTimeout(() => this.queue(), lookMs).unref();
  }

  private close(verdict: GateVerdict): null {
    this.options.onClosing(this.socket, verdict);
    this.socket.destroy();
    return null;
  }

  private onClose(): void {
    clearTimeout(this.timer);
    this.options.turns.leave(this);
    const { door } = this.options;
    if (this.state === 'inside') door.done(false);
    else if (this.state === 'at the door' && door.gone(this) && door.exhausted)
      this.options.onClosing(this.socket, 'too-much');
  }
}
