import { wholeNumber } from './arguments.js';
import type { CliCommand } from './cli-command.js';

const RAM_LAYOUT_MAX = 0xffffffff;

/** The options that say of an image without descriptor what a live swap needs; those of `LivePlaces`. */
export const withLivePlaces = (command: CliCommand): CliCommand =>
  withCodePlaces(command).option(
    '--ram-layout <n>',
    'without descriptor: the number of its RAM layout',
    wholeNumber(0, RAM_LAYOUT_MAX),
  );

/** Those that are places. */
export const withCodePlaces = (command: CliCommand): CliCommand =>
  command
    .option('--swap-section-at <place>', 'without descriptor: where its swap section is, a symbol, section, or range')
    .option('--run-once-at <place>', 'without descriptor: where its run-once code is')
    .option(
      '--isr-copies-at <places>',
      'without descriptor: where its two copies of interrupt code for RAM are, A,B; a range is 0x10000000+0x400@0x08003000',
    );

/** What a linker said of an image beside it. */
export interface MapOptions {
  readonly map?: string;
}

/** The option that names the linker map of the image. */
export const withMap = (command: CliCommand): CliCommand =>
  command.option('--map <file>', 'the map that GNU ld or lld wrote with it: names what an image without symbols has');
