import { PassThrough } from 'node:stream';

import type { CliCommand } from '../command/cli-command.js';
import { programOf } from '../program.js';
import { Shell } from '../shell/shell.js';
import { VERSION } from '../version.js';

/** The command line for whoever describes it: none of its commands is run. */
export function documentedProgram(): CliCommand {
  const nobody = async (): Promise<undefined> => undefined;
  const shell = new Shell({
    env: {},
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    signal: new AbortController().signal,
    questions: { text: nobody, secret: nobody, confirm: nobody },
  });
  return programOf(shell, VERSION);
}
