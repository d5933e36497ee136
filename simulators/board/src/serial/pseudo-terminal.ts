import { write } from 'node:fs';

import type { SerialPort } from './serial-port.js';

/**
 * Makes the line transparent (no echo, no line editing), prints its name, and keeps it open while terminals come
 * and go.
 */
const HOLDER = 'stty raw -echo && tty && exec sleep 2147483647';
const START_MS = 5000;
/** Unread bytes of a terminal, beyond the kernel's own 20 kB, above which bytes are lost. */
const UNREAD_BYTES_MAX = 16 * 1024;
const RETRY_MS = 20;

/** This system has no pseudo-terminals. */
export class NoPseudoTerminal extends Error {
  override readonly name = 'NoPseudoTerminal';

  constructor(reason: string) {
    super(
      `no pseudo-terminal: ${reason}. Use --tcp PORT instead and connect a terminal program to that port (raw TCP).`,
    );
  }
}

/** The used part of the terminal that @lydell/node-pty makes; `fd` is not in its documented interface (ADR 0040). */
interface HeldTerminal {
  readonly fd?: number;
  onData(listener: (data: unknown) => void): { dispose(): void };
  onExit(listener: () => void): { dispose(): void };
  pause(): void;
  resume(): void;
  kill(): void;
}

/**
 * Opens a pseudo-terminal for the serial line.
 *
 * @throws NoPseudoTerminal
 */
export async function openPseudoTerminal(): Promise<SerialPort> {
  const terminal = await holdTerminal();
  const { fd } = terminal;
  if (typeof fd !== 'number') throw new NoPseudoTerminal('the installed @lydell/node-pty gives no descriptor');
  const place = await nameOf(terminal);
  const writer = new DescriptorWriter(fd);
  let ended = false;
  const exited = new Promise<void>((done) =>
    terminal.onExit(() => {
      ended = true;
      done();
    }),
  );
  const serial: SerialPort = {
    place,
    onBytes: () => undefined,
    onAttached: () => undefined,
    write: (bytes) => writer.write(bytes),
    pause: () => terminal.pause(),
    resume: () => terminal.resume(),
    close: async () => {
      writer.end();
      if (!ended) terminal.kill();
      await exited;
    },
  };
  terminal.onData((data) => serial.onBytes(new Uint8Array(data as Buffer)));
  return serial;
}

async function holdTerminal(): Promise<HeldTerminal> {
  if (process.platform === 'win32') throw new NoPseudoTerminal('Windows has none that a terminal program could open');
  try {
    const { spawn } = await import('@lydell/node-pty');
    return spawn('/bin/sh', ['-c', HOLDER], {
      encoding: null,
      env: { PATH: process.env['PATH'] },
    }) as unknown as HeldTerminal;
  } catch (error) {
    throw new NoPseudoTerminal((error as Error).message.split('\n')[0]!);
  }
}

function nameOf(terminal: HeldTerminal): Promise<string> {
  return new Promise((found, failed) => {
    let said = '';
    const giveUp = (): void => {
      leave();
      failed(new NoPseudoTerminal(`stty and tty did not work${said ? ` (${said.trim()})` : ''}`));
    };
    const timer = setTimeout(giveUp, START_MS);
    const onExit = terminal.onExit(giveUp);
    const onData = terminal.onData((data) => {
      said += String(data);
      const name = /^(\/dev\/\S+)\n/m.exec(said)?.[1];
      if (!name) return;
      leave();
      found(name);
    });
    const leave = (): void => {
      clearTimeout(timer);
      onExit.dispose();
      onData.dispose();
    };
  });
}

/** Writes to a non-blocking descriptor; what it does not accept is tried again shortly, up to a limit. */
class DescriptorWriter {
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private busy = false;
  private ended = false;

  constructor(private readonly fd: number) {}

  write(bytes: Uint8Array): void {
    if (this.ended || this.waitingBytes + bytes.length > UNREAD_BYTES_MAX) return;
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (!this.busy) this.next();
  }

  end(): void {
    this.ended = true;
  }

  private next(): void {
    const [bytes] = this.waiting;
    this.busy = bytes !== undefined && !this.ended;
    if (!bytes || this.ended) return;
    write(this.fd, bytes, (error, written) => {
      if (error && error.code !== 'EAGAIN') this.ended = true;
      if (error) return void setTimeout(() => this.next(), RETRY_MS).unref();
      this.waitingBytes -= written;
      if (written < bytes.length) this.waiting[0] = bytes.subarray(written);
      else this.waiting.shift();
      this.next();
    });
  }
}
