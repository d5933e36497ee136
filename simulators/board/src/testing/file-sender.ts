import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { CAN } from '../ymodem/control-bytes.js';
import { pause, type Terminal } from './terminal.js';
import { YmodemSender } from './ymodem-sender.js';

export interface Sending {
  readonly terminal: Terminal;
  readonly place: string;
  readonly path: string;
  readonly blockBytes: 128 | 1024;
  /** What the line turns each chunk into. */
  readonly line?: (bytes: Uint8Array) => Uint8Array;
  /** Gives up after this time, like a person who presses Ctrl-C. */
  readonly abortMs?: number;
}

/** Sends a file to a board that waits for one; true if the sender reports success. */
export type FileSender = (sending: Sending) => Promise<boolean>;

const ABORT = new Uint8Array(10).fill(CAN);

/** `sb` of lrzsz: directly on a pseudo-terminal, else through pipes. */
export const sendBySb: FileSender = (sending) =>
  sending.place.startsWith('tcp:') || sending.line ? sbThroughPipes(sending) : sbOnTerminal(sending);

const argumentsOf = ({ blockBytes, path }: Sending): string[] => ['-q', ...(blockBytes === 1024 ? ['-k'] : []), path];

async function sbOnTerminal(sending: Sending): Promise<boolean> {
  const fd = openSync(sending.place, constants.O_RDWR | constants.O_NOCTTY);
  const sb = spawn('sb', argumentsOf(sending), { stdio: [fd, fd, 'ignore'] });
  const timer = sending.abortMs === undefined ? undefined : setTimeout(() => sb.kill('SIGINT'), sending.abortMs);
  const code = await new Promise<number | null>((ended, failed) => sb.once('close', ended).once('error', failed));
  clearTimeout(timer);
  closeSync(fd);
  // When sb ends, it empties the kernel's buffers, and often its own CAN with them; so the person presses Ctrl-X as
  // well.
  if (sending.abortMs !== undefined) sending.terminal.write(ABORT);
  return code === 0;
}

async function sbThroughPipes(sending: Sending): Promise<boolean> {
  const { terminal, line = (bytes) => bytes, abortMs } = sending;
  const sb = spawn('sb', argumentsOf(sending), { stdio: ['pipe', 'pipe', 'ignore'] });
  const timer = abortMs === undefined ? undefined : setTimeout(() => sb.kill('SIGINT'), abortMs);
  let code: number | null | undefined;
  let problem: Error | undefined;
  sb.once('close', (exitCode) => (code = exitCode)).once('error', (error) => (problem = error));
  sb.stdin.on('error', () => undefined);
  sb.stdout.on('data', (bytes: Buffer) => terminal.write(line(new Uint8Array(bytes))));
  while (code === undefined) {
    if (problem) throw problem;
    const bytes = terminal.read();
    if (bytes.length > 0) sb.stdin.write(bytes);
    await pause();
  }
  clearTimeout(timer);
  return code === 0;
}

/** The tests' own sender, for machines without lrzsz. */
export const sendByTest: FileSender = async ({
  terminal,
  path,
  blockBytes,
  line = (bytes) => bytes,
  abortMs = Infinity,
}) => {
  const sender = new YmodemSender({ name: basename(path), bytes: new Uint8Array(readFileSync(path)) }, blockBytes);
  const limit = Date.now() + 60_000;
  const abortAt = Date.now() + abortMs;
  while (sender.state === 'sending' && !terminal.closed) {
    if (Date.now() > abortAt) {
      terminal.write(ABORT);
      return false;
    }
    if (Date.now() > limit) throw new Error('the board does not take the file');
    const bytes = sender.take(terminal.read());
    if (bytes) terminal.write(line(bytes));
    else await pause();
  }
  return sender.state === 'done';
};
