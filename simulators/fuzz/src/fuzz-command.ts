import { Command, InvalidArgumentError } from 'commander';

/** What a run is told. */
export interface FuzzOptions {
  /** Inputs of all targets together. */
  readonly inputs: number;
  readonly seed: string;
  /** Only these targets; all unless told. */
  readonly target?: readonly string[];
  /** Reads this one file, with each chosen target, and nothing else. */
  readonly input?: string;
}

const INPUTS = { usual: 1_000_000, max: 10_000_000_000 } as const;

const EXAMPLES = `
Examples:
  A million inputs, shared by all decoders:
    $ npm run fuzz -- --inputs 1000000

  One decoder, for longer:
    $ npm run fuzz -- --target elf --inputs 5000000

  What was found, once more:
    $ npm run fuzz -- --target elf --input elf-3f2a.bin

Each input that is read wrongly is made as small as can be, and written into the folder where you are. The same seed makes the same
inputs. Exit code: 0 where nothing was found, 1 where something was, 2 where the command line is wrong.
`;

/** The command line; `run` receives what was told. */
export function fuzzCommand(targets: readonly string[], run: (options: FuzzOptions) => void | Promise<void>): Command {
  return new Command('fuzz')
    .description(
      'Gives everything that reads bytes from outside inputs made to break it, guided by the code that they reach.',
    )
    .option('--inputs <n>', 'inputs of all targets together', wholeNumber, INPUTS.usual)
    .option('--seed <text>', 'decides which inputs are made', 'twinbank')
    .option('--target <names...>', `only these: ${targets.join(', ')}`, (name: string, before: string[] = []) => {
      if (!targets.includes(name)) throw new InvalidArgumentError(`There is no such target.`);
      return [...before, name];
    })
    .option('--input <file>', 'read this file once with each target, instead')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(--help shows all options and examples)')
    .exitOverride()
    .action(run);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > INPUTS.max)
    throw new InvalidArgumentError(`It is a whole number from 1 to ${INPUTS.max}.`);
  return value;
}
