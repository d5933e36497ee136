import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleepFor } from 'node:timers/promises';

import type { Io } from '../shell/io.js';
import { CliProblem } from '../shell/problem.js';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** A signature has 64 bytes; whoever says more than this says something else. */
const ANSWER_BYTES_MAX = 1024;
/** A person may have to find the token, touch it and type its PIN. */
const SIGNER_MINUTES = 5;
/** A program that is asked to end gives the token back in less; the command line itself ends a second after Ctrl-C. */
const LAST_MS = 500;

const sleepUntil = (ms: number, signal: AbortSignal): Promise<void> => sleepFor(ms, undefined, { signal });

/** How somebody signed: the signature, or why there is none. */
type Outcome = { readonly signature: Uint8Array } | { readonly error: unknown };

/**
 * Has a program of the machine sign: it gets the bytes on standard input, and answers with the signature on standard output. The shell of
 * the system runs it. It inherits the environment, and may ask at the terminal; what it says on stderr is shown. Its answer counts when it
 * has ended and its standard output is closed, whatever it has left running with other streams (an agent for keys, say). It has
 * five minutes. If they are over, or the command line ends, it is ended: it and everything that it has started, or where there is a terminal
 * the program alone, because it shares the terminal, and with it the process group, of the command line.
 *
 * @throws CliProblem `signer_failed` if it cannot be run, ends with another exit code than 0, answers too much, or has not answered in time
 */
export async function signedOutside(
  io: Pick<Io, 'env' | 'stdin' | 'stdout' | 'stderr' | 'signal' | 'sleep'>,
  command: string,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const { env, stderr, signal, sleep: wait = sleepUntil } = io;
  signal.throwIfAborted();
  const asOwnGroup = process.platform !== 'win32' && !hasTerminal(io);
  const child = spawn(command, { shell: true, stdio: 'pipe', env: { ...env }, detached: asOwnGroup });
  const over = new AbortController();
  const bound = AbortSignal.any([signal, over.signal]);
  const late = wait(SIGNER_MINUTES * 60_000, bound).then(
    (): Outcome => ({ error: failed(`it has not answered in ${SIGNER_MINUTES} minutes`) }),
    (error: unknown): Outcome => ({ error }),
  );
  try {
    const outcome = await Promise.race([answerOf(child, bytes, stderr), late]);
    if ('signature' in outcome) return outcome.signature;
    await end(child, asOwnGroup);
    throw outcome.error;
  } finally {
    over.abort();
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    child.unref();
  }
}

/** What a program answers, once it has ended and its standard output is closed. */
function answerOf(child: Child, bytes: Uint8Array, stderr: Io['stderr']): Promise<Outcome> {
  const pieces: Buffer[] = [];
  let length = 0;
  child.stderr.on('data', (piece: Buffer) => stderr.write(piece));
  // Who ends without reading says why by its exit code.
  child.stdin.on('error', () => undefined);
  child.stdin.end(bytes);
  const said = new Promise<void>((resolve) => child.stdout.once('close', resolve));
  const told = new Promise<void>((resolve) => child.stderr.once('close', resolve));
  return new Promise((resolve) => {
    const fail = (detail: string): void => resolve({ error: failed(detail) });
    child.stdout.on('data', (piece: Buffer) => {
      length += piece.length;
      pieces.push(piece);
      if (length > ANSWER_BYTES_MAX) fail(`it answers with more than ${ANSWER_BYTES_MAX} bytes`);
    });
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, ended) => {
      // What it said last is shown before the reason, unless something that it left running keeps the stream.
      const last = Promise.race([told, sleepFor(LAST_MS, undefined, { ref: false })]);
      if (code === 0) void said.then(() => resolve({ signature: new Uint8Array(Buffer.concat(pieces)) }));
      else void last.then(() => fail(code === null ? `it was ended by ${ended}` : `it ended with exit code ${code}`));
    });
  });
}

/** Asks a program to end, and makes it end if it does not; returns when it has. */
async function end(child: Child, asOwnGroup: boolean): Promise<void> {
  if (child.pid === undefined) return;
  const gone =
    child.exitCode !== null || child.signalCode !== null
      ? Promise.resolve()
      : new Promise<void>((resolve) => child.once('exit', () => resolve()));
  send(child, 'SIGTERM', asOwnGroup);
  await Promise.race([gone, sleepFor(LAST_MS, undefined, { ref: false })]);
  send(child, 'SIGKILL', asOwnGroup);
  await gone;
}

function send(child: Child, signal: NodeJS.Signals, toGroup: boolean): void {
  try {
    if (toGroup) process.kill(-child.pid!, signal);
    else child.kill(signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Whether somebody at a terminal can be asked for a PIN: a process of a session of its own could not. */
const hasTerminal = ({ stdin, stdout, stderr }: Pick<Io, 'stdin' | 'stdout' | 'stderr'>): boolean =>
  [stdin, stdout, stderr].some(({ isTTY }) => isTTY === true);

const failed = (detail: string): CliProblem => new CliProblem('signer_failed', `the program of --signer: ${detail}`);
