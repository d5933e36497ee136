import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

const LOOK_MS = 3;
const PATIENCE_MS = 60_000;
const CHUNK_BYTES = 65_536;

/** A terminal program on the board's serial line; what it has not read yet stays on the line. */
export abstract class Terminal {
  closed = false;
  /** What was read and not yet searched. */
  private text = '';

  /** The bytes that are available now. */
  abstract read(): Buffer;
  abstract write(bytes: Uint8Array): void;
  abstract close(): void;

  type(keys: string): void {
    this.write(Buffer.from(keys, 'latin1'));
  }

  /** Reads until the pattern matches, and returns everything up to the end of the match. */
  async until(pattern: RegExp): Promise<string> {
    for (const limit = Date.now() + PATIENCE_MS; ;) {
      this.text += this.read().toString('latin1');
      const match = pattern.exec(this.text);
      if (match) {
        const end = match.index + match[0].length;
        const text = this.text.slice(0, end);
        this.text = this.text.slice(end);
        return text;
      }
      if (Date.now() > limit) throw new Error(`${pattern} did not come; the line says: ${this.text}`);
      await pause();
    }
  }

  /** Reads until the next menu. */
  menu(): Promise<string> {
    return this.until(/-{60,}\r\n/);
  }

  /** Types a key and reads the output until the next menu. */
  async choose(key: string): Promise<string> {
    this.type(key);
    return this.menu();
  }
}

/** Lets time pass between two reads of the line. */
export const pause = (): Promise<void> => new Promise((later) => setTimeout(later, LOOK_MS));

/** Opens the line at the place named by the board. */
export async function openTerminal(place: string): Promise<Terminal> {
  if (!place.startsWith('tcp://')) return new PtyTerminal(place);
  const socket = connect(Number(new URL(place).port), '127.0.0.1');
  await new Promise<void>((connected, failed) => socket.once('connect', connected).once('error', failed));
  return new TcpTerminal(socket);
}

class PtyTerminal extends Terminal {
  private readonly fd: number;
  private readonly buffer = Buffer.alloc(CHUNK_BYTES);

  constructor(path: string) {
    super();
    this.fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  }

  override read(): Buffer {
    if (this.closed) return Buffer.alloc(0);
    try {
      return Buffer.from(this.buffer.subarray(0, readSync(this.fd, this.buffer)));
    } catch {
      return Buffer.alloc(0);
    }
  }

  override write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.closed;) at += this.writeSome(bytes.subarray(at));
  }

  override close(): void {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.fd);
  }

  private writeSome(bytes: Uint8Array): number {
    try {
      return writeSync(this.fd, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
      throw error;
    }
  }
}

class TcpTerminal extends Terminal {
  private readonly chunks: Buffer[] = [];

  constructor(private readonly socket: Socket) {
    super();
    socket.on('data', (chunk: Buffer) => this.chunks.push(chunk)).on('error', () => undefined);
  }

  override read(): Buffer {
    return Buffer.concat(this.chunks.splice(0));
  }

  override write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  override close(): void {
    this.closed = true;
    this.socket.destroy();
  }
}
