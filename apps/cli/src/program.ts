import { CliCommand } from './command/cli-command.js';
import { addSession } from './groups/session.js';
import type { Shell } from './shell/shell.js';

/** The groups of commands in the order of the help, one file each below `groups/`. */
const GROUPS = [addSession] as const;

/** The whole command line; its commands do things with the shell. */
export function programOf(shell: Shell, version: string): CliCommand {
  const program = new CliCommand('twinbank')
    .description('Releases, devices and campaigns of a Twinbank server.')
    .version(version)
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: false })
    .example('twinbank login --server https://twinbank.example.org');
  for (const add of GROUPS) add(program, shell);
  return program;
}
