import type { CliCommand } from '../command/cli-command.js';

/** What a word may be, and what it means. */
export interface Completion {
  readonly word: string;
  readonly meaning: string;
}

/**
 * What the last of these words may become; nothing where it is a file, or a name that only a server knows.
 *
 * @param words what stands behind the program's name; the last one is being typed and may be empty
 */
export function completionsOf(program: CliCommand, words: readonly string[]): readonly Completion[] {
  const typed = words.at(-1) ?? '';
  let command = program;
  let waiting: CliCommand['options'][number] | undefined;
  for (const word of words.slice(0, -1)) {
    const option = waiting ? undefined : command.options.find(({ long, short }) => word === long || word === short);
    waiting = option && (option.required || option.optional) ? option : undefined;
    const inner = (command.commands as CliCommand[]).find((one) => one.name() === word);
    if (inner) command = inner;
  }
  return candidates(command, waiting, typed).filter(({ word }) => word.startsWith(typed));
}

function candidates(
  command: CliCommand,
  waiting: CliCommand['options'][number] | undefined,
  typed: string,
): readonly Completion[] {
  if (waiting) return (waiting.argChoices ?? []).map((word) => ({ word, meaning: '' }));
  if (typed.startsWith('-'))
    return [...command.options.filter(({ hidden }) => !hidden), { long: '--help', description: 'how it is used' }].map(
      ({ long, description }) => ({ word: long ?? '', meaning: description }),
    );
  return (command.commands as CliCommand[]).map((inner) => ({ word: inner.name(), meaning: inner.summary() }));
}
