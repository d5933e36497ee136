import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A line on the way to a server that passes so many bytes towards it, all connections together, and then nothing more. */
export class StuckLine {
  private readonly sockets = new Set<Socket>();
  private readonly listening: Server;
  private left = Infinity;
  private isStuck: () => void = () => undefined;

  constructor(to: URL) {
    this.listening = createServer((from) => this.join(from, connect(Number(to.port), to.hostname)));
  }

  /** Its origin. */
  async open(): Promise<string> {
    this.listening.listen(0, '127.0.0.1');
    await once(this.listening, 'listening');
    return `http://127.0.0.1:${(this.listening.address() as AddressInfo).port}`;
  }

  /** Lets so many bytes more pass. Resolves when nothing passes any more. */
  pass(bytes: number): Promise<void> {
    this.left = bytes;
    return new Promise((resolve) => (this.isStuck = resolve));
  }

  /** Ends all connections; new ones can be made, over which everything passes. */
  cut(): void {
    this.left = Infinity;
    this.sockets.forEach((socket) => socket.destroy());
  }

  close(): void {
    this.cut();
    this.listening.close();
  }

  private join(from: Socket, there: Socket): void {
    for (const socket of [from, there]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.sockets.delete(socket);
        [from, there].forEach((one) => one.destroy());
      });
    }
    there.pipe(from);
    from.on('data', (piece: Buffer) => {
      const passing = piece.subarray(0, Math.min(piece.length, this.left));
      this.left -= passing.length;
      there.write(passing);
      if (this.left > 0) return;
      from.pause();
      this.isStuck();
    });
  }
}
