import { availableParallelism } from 'node:os';

import { Command, InvalidArgumentError, Option } from 'commander';

import { PART_NAMES, type PartName } from '@twinbank/parts';
import { FINISH_POLICIES, SWAP_MODES, type FinishPolicy, type SwapMode } from '@twinbank/protocol';

import { number } from './number-option.js';
import { one, STORIES, type Story } from './scene/scene-spec.js';

/** The options of the proof's command line. */
export interface ProveCommand {
  readonly parts?: readonly PartName[];
  readonly policy?: FinishPolicy;
  readonly mode?: SwapMode;
  readonly story?: Story;
  readonly pairs: boolean;
  readonly fullBanks: boolean;
  readonly budgetSeconds?: number;
  readonly sample: number;
  readonly torn: number;
  readonly seed: number;
  readonly controls: boolean;
  readonly workers: number;
  readonly json?: string;
  readonly replay?: string;
  readonly mutants: boolean;
  readonly only?: readonly string[];
  readonly resume?: string;
}

const EXAMPLES = `
Examples:
  Every operation of every update, on all parts, cut in every way; then the agents that are broken on purpose:
    $ npm run prove

  One part, in a minute:
    $ npm run prove -- --parts STM32G484 --budget-seconds 60

  Pairs of cuts, the second during the recovery from the first, on shrunken banks:
    $ npm run prove -- --pairs --parts STM32L083 --policy mirror --mode live

  Mutants of agent and model, for ten minutes, and on from there:
    $ npm run prove -- --mutants --budget-seconds 600 --resume fates.json

Exit code: 0 where nothing was violated and every control and every mutant was caught, 1 where not, 2 where the run could not be made.
`;

/** The command line; `run` gets its options. */
export function proveCommand(run: (command: ProveCommand) => Promise<void>): Command {
  return new Command('prove')
    .description(
      'Cuts the power at every hardware operation of an update, recovers, and checks that the device is never lost.',
    )
    .option('--parts <names>', `parts, separated by commas: ${PART_NAMES.join(', ')}`, partNames)
    .addOption(new Option('--policy <policy>', 'only this finish policy').choices(FINISH_POLICIES))
    .addOption(new Option('--mode <mode>', 'only this swap mode').choices(SWAP_MODES))
    .addOption(new Option('--story <story>', 'only the updates with this story').choices(STORIES))
    .option('--pairs', 'pairs of cuts on shrunken banks instead of single cuts', false)
    .option('--full-banks', 'banks and images of real size: with a budget or a sample', false)
    .option('--budget-seconds <n>', 'stop after this time; what is left out is spread over all updates', number(1, 1e6))
    .option('--sample <share>', 'share of the operations that are cut', number(0, 1), 1)
    .option('--torn <n>', 'in how many ways an operation is torn', number(1, 100), 2)
    .option('--seed <n>', 'decides how operations are torn, and which are sampled', number(0, 1e9), 1)
    .option('--no-controls', 'without the agents that are broken on purpose')
    .option('--workers <n>', 'threads', number(1, 64), availableParallelism())
    .option('--json <file>', 'write the figures')
    .option(
      '--mutants',
      'instead: breaks agent and model in many small ways, and prints which of them a net notices',
      false,
    )
    .option('--only <names>', 'with --mutants: only these, separated by commas', (text) => text.split(','))
    .option('--resume <file>', 'with --mutants: keep what became of each there, and go on from there')
    .option('--replay <spec>', 'play one update and its cuts again, with a trace')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .action(run);
}

function partNames(text: string): PartName[] {
  try {
    return text.split(',').map((name) => one(PART_NAMES, name));
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
