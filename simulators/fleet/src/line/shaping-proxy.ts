import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import type { LineShape } from './line-shape.js';

/** Where a proxy leads. */
export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
  /** Local address to connect from; by default the system's choice. */
  readonly localAddress?: string;
}

/** Bytes that may wait for the line, not counting those on it; beyond that the sender has to wait, as with a modem. */
const QUEUE_BYTES = 64 * 1024;
/** A line passes on bytes in pieces of a twentieth of a second, within these limits. */
const PIECES_PER_S = 20;
const PIECE_BYTES = { min: 64, max: 16 * 1024 };

/**
 * Simulates slow lines on one machine: a TCP proxy in which every connection carries a limited number of bytes per
 * second in each direction, and delivers them half a round trip later. Like TCP, it loses nothing.
 */
export class ShapingProxy {
  /** Bytes passed on since the start, or since the last reset of the count. */
  readonly carried = { toDevices: 0, fromDevices: 0 };
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly shape: LineShape,
    private readonly target: ProxyTarget,
  ) {
    server.on('connection', (device) => this.accept(device));
  }

  /** Listens on a free port of this machine. */
  static async start(shape: LineShape, target: ProxyTarget): Promise<ShapingProxy> {
    const server = createServer({ noDelay: true });
    const proxy = new ShapingProxy(server, shape, target);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Counts from zero again. */
  countAnew(): void {
    Object.assign(this.carried, { toDevices: 0, fromDevices: 0 });
  }

  /** Breaks all connections and stops listening. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(device: Socket): void {
    const broker = connect({ ...this.target, noDelay: true });
    this.join(device, broker, (bytes) => (this.carried.fromDevices += bytes));
    this.join(broker, device, (bytes) => (this.carried.toDevices += bytes));
  }

  private join(from: Socket, to: Socket, count: (bytes: number) => void): void {
    const lane = new Lane(from, to, this.shape, count);
    this.sockets.add(from);
    from.on('data', (chunk: Buffer) => lane.take(chunk));
    from.on('end', () => lane.end());
    from.on('error', () => to.destroy());
    from.on('close', (hadError) => {
      this.sockets.delete(from);
      if (hadError || !from.readableEnded) to.destroy();
      if (to.destroyed) lane.stop();
    });
  }
}

/** One direction of one line. */
class Lane {
  private readonly pieces: { readonly bytes: Buffer | undefined; readonly atMs: number }[] = [];
  private freeAtMs = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly pieceBytes: number;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly shape: LineShape,
    private readonly count: (bytes: number) => void,
  ) {
    this.pieceBytes = Math.min(PIECE_BYTES.max, Math.max(PIECE_BYTES.min, Math.floor(shape.bytesPerS / PIECES_PER_S)));
    to.on('close', () => this.stop());
  }

  take(chunk: Buffer): void {
    const nowMs = performance.now();
    this.freeAtMs = Math.max(this.freeAtMs, nowMs);
    for (let at = 0; at < chunk.length; at += this.pieceBytes) {
      const bytes = chunk.subarray(at, at + this.pieceBytes);
      this.freeAtMs += (bytes.length * 1000) / this.shape.bytesPerS;
      this.pieces.push({ bytes, atMs: this.freeAtMs + this.shape.roundTripMs / 2 });
    }
    if (this.queued(nowMs) > QUEUE_BYTES) this.from.pause();
    this.arm(nowMs);
  }

  end(): void {
    this.pieces.push({
      bytes: undefined,
      atMs: Math.max(this.freeAtMs, performance.now()) + this.shape.roundTripMs / 2,
    });
    this.arm(performance.now());
  }

  stop(): void {
    clearTimeout(this.timer);
    this.pieces.length = 0;
  }

  private queued(nowMs: number): number {
    return ((this.freeAtMs - nowMs) * this.shape.bytesPerS) / 1000;
  }

  private arm(nowMs: number): void {
    const [first] = this.pieces;
    if (first) this.timer ??= setTimeout(() => this.deliver(), Math.max(1, first.atMs - nowMs));
  }

  private deliver(): void {
    this.timer = undefined;
    const nowMs = performance.now();
    let due = 0;
    while (due < this.pieces.length && this.pieces[due]!.atMs <= nowMs) due++;
    for (const { bytes } of this.pieces.splice(0, due)) this.hand(bytes);
    if (this.from.isPaused() && this.queued(nowMs) < QUEUE_BYTES / 2) this.from.resume();
    this.arm(nowMs);
  }

  private hand(bytes: Buffer | undefined): void {
    if (this.to.destroyed) return;
    if (!bytes) return void this.to.end();
    this.count(bytes.length);
    this.to.write(bytes);
  }
}
