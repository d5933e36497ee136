import type { CliCommand } from '../command/cli-command.js';

/** Every command that does something, in the order of the help. */
export const commandsOf = (program: CliCommand): readonly CliCommand[] =>
  (program.commands as CliCommand[]).flatMap((command) =>
    command.commands.length === 0 ? [command] : commandsOf(command),
  );

/** A command's name with those of its groups: `releases upload`. */
export function pathOf(command: CliCommand): string {
  const { parent } = command;
  return parent?.parent ? `${pathOf(parent as CliCommand)} ${command.name()}` : command.name();
}
