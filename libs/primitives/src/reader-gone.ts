/** The exit code of a program that ended because nobody reads its output any more, as a shell tells of one ended by SIGPIPE: 128 + 13. */
export const READER_GONE_EXIT = 141;

/** What is needed of a program to end it: those members of Node's `process`. */
export interface PipedProgram {
  readonly stdout: PipedOutput;
  readonly stderr: PipedOutput;
  readonly pid: number;
  listenerCount(signal: 'SIGTERM'): number;
  kill(pid: number, signal: 'SIGTERM'): unknown;
  exit(code: number): void;
}

interface PipedOutput {
  on(event: 'error', listener: (error: Error & { readonly code?: string }) => void): unknown;
}

/**
 * Ends a program quietly once whoever read its output has gone, such as `head`. Node ignores SIGPIPE, which ends other programs, and
 * would throw an error with its stack instead. A program that cleans up at SIGTERM does so first, and says its exit code. Any other error of
 * the output, such as a full disk, is thrown.
 *
 * @param program Node's `process`
 */
export function endWithReader(program: PipedProgram): void {
  let gone = false;
  program.stdout.on('error', (error) => {
    if (gone) return;
    if (error.code !== 'EPIPE') throw error;
    gone = true;
    if (program.listenerCount('SIGTERM') > 0) program.kill(program.pid, 'SIGTERM');
    else program.exit(READER_GONE_EXIT);
  });
  // What it says there nobody can be told any more, and it goes on with its work.
  program.stderr.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
