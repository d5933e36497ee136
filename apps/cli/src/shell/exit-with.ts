import type { ExitCode } from './problem.js';

/** Ends a command that has said everything. */
export class ExitWith extends Error {
  override readonly name = 'ExitWith';

  constructor(readonly exit: ExitCode) {
    super(`exit ${exit}`);
  }
}
