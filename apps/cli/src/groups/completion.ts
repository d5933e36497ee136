import { Argument } from 'commander';

import type { CliCommand } from '../command/cli-command.js';
import { COMPLETION_SCRIPTS, SHELLS, type ShellName } from '../completion/scripts.js';
import type { Shell } from '../shell/shell.js';

/** `completion`: a script for a shell, which then completes commands, options and their values. */
export function addCompletion(program: CliCommand, shell: Shell): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .summary('print a script that completes commands in a shell')
    .description('Prints a script for a shell, which then completes commands, options and their values.')
    .example('source <(twinbank completion bash)')
    .example('twinbank completion zsh > "${fpath[1]}/_twinbank"')
    .example('twinbank completion fish > ~/.config/fish/completions/twinbank.fish')
    .action((name: ShellName) => shell.print(COMPLETION_SCRIPTS[name]));
}
