import { spawn, type ChildProcess } from 'node:child_process';

/** A program that is run to its end, or ended. */
export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input: Uint8Array;
  /** After this time the program is killed, with all that it has started. */
  readonly timeoutMs: number;
  /** Of standard output and standard error each; what is longer ends the program. */
  readonly outputBytesMax: number;
  /** Gives the program up at once, as if its time were over. */
  readonly signal?: AbortSignal | undefined;
}

/** How it ended. */
export type ProgramEnd =
  | { readonly how: 'ended'; readonly exitCode: number; readonly stdout: Buffer; readonly stderr: string }
  /** It could not be started; `code` is that of the operating system, such as ENOENT. */
  | { readonly how: 'not started'; readonly code: string }
  | { readonly how: 'silent' }
  | { readonly how: 'too long' };

/**
 * Runs a program without a shell, and resolves in bounded time whatever the program does: a module of a token may wait for a network
 * without end. One that is given up is killed with all that it has started, for it has a process group of its own. One that succeeds may
 * leave something running, such as a service that speaks to card readers.
 */
export function runBounded(run: ProgramRun): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const group = process.platform !== 'win32';
    const child = spawn(run.program, run.args, {
      env: { ...run.env },
      detached: group,
      stdio: 'pipe',
      windowsHide: true,
    });
    const outputs: [Buffer[], Buffer[]] = [[], []];
    const lengths: [number, number] = [0, 0];
    const end = (how: ProgramEnd): void => {
      clearTimeout(timer);
      run.signal?.removeEventListener('abort', giveUp);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      if (how.how !== 'ended') kill(child, group);
      resolve(how);
    };
    const giveUp = (): void => end({ how: 'silent' });
    const timer = setTimeout(giveUp, run.timeoutMs);
    run.signal?.addEventListener('abort', giveUp);
    if (run.signal?.aborted) giveUp();
    ([child.stdout, child.stderr] as const).forEach((stream, at) => {
      stream.on('error', () => undefined);
      stream.on('data', (bytes: Buffer) => {
        outputs[at]!.push(bytes);
        lengths[at]! += bytes.length;
        if (lengths[at]! > run.outputBytesMax) end({ how: 'too long' });
      });
    });
    // A program that ends without reading its input is judged by how it ended.
    child.stdin.on('error', () => undefined);
    child.stdin.end(run.input);
    child.once('error', (error: NodeJS.ErrnoException) => end({ how: 'not started', code: error.code ?? 'error' }));
    const ended = (exitCode: number): void =>
      end({
        how: 'ended',
        exitCode,
        stdout: Buffer.concat(outputs[0]),
        stderr: Buffer.concat(outputs[1]).toString('utf8'),
      });
    // Success needs the whole answer, and no more: a service that was started may hold the other streams open.
    child.stdout.once('close', () => child.exitCode === 0 && ended(0));
    child.once('exit', (exitCode) => exitCode === 0 && child.stdout.closed && ended(0));
    // 128: ended by a signal.
    child.once('close', (exitCode) => ended(exitCode ?? 128));
  });
}

function kill(child: ChildProcess, group: boolean): void {
  if (child.pid === undefined) return;
  try {
    if (group) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // All of it has ended.
  }
}
