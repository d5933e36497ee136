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
  let given = 0;
  for (const word of words.slice(0, -1)) {
    const isValue = waiting !== undefined;
    const option = isValue ? undefined : command.options.find(({ long, short }) => word === long || word === short);
    waiting = option && (option.required || option.optional) ? option : undefined;
    const inner = (command.commands as CliCommand[]).find((one) => one.name() === word);
    if (inner) command = inner;
    else if (!isValue && !word.startsWith('-')) given += 1;
  }
  const place = { command, waiting, argument: command.registeredArguments[given] };
  return candidates(place, typed).filter(({ word }) => word.startsWith(typed));
}

/** Where the word stands that is being typed. */
interface Place {
  readonly command: CliCommand;
  /** The option whose value it is. */
  readonly waiting: CliCommand['options'][number] | undefined;
  /** The argument that it is otherwise. */
  readonly argument: CliCommand['registeredArguments'][number] | undefined;
}

function candidates({ command, waiting, argument }: Place, typed: string): readonly Completion[] {
  if (waiting) return valuesOf(waiting);
  if (typed.startsWith('-'))
    return [...command.options.filter(({ hidden }) => !hidden), { long: '--help', description: 'how it is used' }].map(
      ({ long, description }) => ({ word: long ?? '', meaning: description }),
    );
  const inner = command.commands as CliCommand[];
  return inner.length === 0 && argument
    ? valuesOf(argument)
    : inner.map((one) => ({ word: one.name(), meaning: one.summary() }));
}

const valuesOf = ({ argChoices }: { readonly argChoices?: string[] | undefined }): readonly Completion[] =>
  (argChoices ?? []).map((word) => ({ word, meaning: '' }));
