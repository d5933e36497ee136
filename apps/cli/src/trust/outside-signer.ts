import { spawn } from 'node:child_process';

import type { Io } from '../shell/io.js';
import { CliProblem } from '../shell/problem.js';

/** A signature has 64 bytes; whoever says more than this says something else. */
const ANSWER_BYTES_MAX = 1024;

/**
 * Has a program of the machine sign: it gets the bytes on standard input, and answers with the signature on standard output. The shell of
 * the system runs it. It inherits the environment, and may ask at the terminal; what it says on stderr is shown.
 *
 * @throws CliProblem `signer_failed` if it cannot be run, ends with another exit code than 0, or answers without an end
 */
export function signedOutside(
  { env, stderr, signal }: Pick<Io, 'env' | 'stderr' | 'signal'>,
  command: string,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: 'pipe', env: { ...env }, signal });
    const pieces: Buffer[] = [];
    let length = 0;
    child.stdout.on('data', (piece: Buffer) => {
      length += piece.length;
      pieces.push(piece);
      if (length <= ANSWER_BYTES_MAX) return;
      // Whatever the shell has started ends by itself when nobody reads it.
      child.stdout.destroy();
      reject(failed(`it answers with more than ${ANSWER_BYTES_MAX} bytes`));
    });
    child.stderr.on('data', (piece: Buffer) => stderr.write(piece));
    // Who ends without reading says why by its exit code.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => reject(signal.aborted ? error : failed(error.message)));
    child.on('close', (code, ended) => {
      if (code === 0) resolve(new Uint8Array(Buffer.concat(pieces)));
      else reject(failed(code === null ? `it was ended by ${ended}` : `it ended with exit code ${code}`));
    });
    child.stdin.end(bytes);
  });
}

const failed = (detail: string): CliProblem => new CliProblem('signer_failed', `the program of --signer: ${detail}`);
