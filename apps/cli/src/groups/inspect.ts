import { Option } from 'commander';

import { IMAGE_AGENTS, type ImageAgent, type LivePlaces } from '@twinbank/intake';
import { PART_NAMES, type PartName } from '@twinbank/parts';

import { wholeNumber } from '../command/arguments.js';
import type { CliCommand, PrintOptions } from '../command/cli-command.js';
import { withLivePlaces, withMap, type MapOptions } from '../command/live-options.js';
import { inspected, type Inspection } from '../local/inspection.js';
import { column, type Column } from '../output/column.js';
import { plainText } from '../output/plain-text.js';
import { ExitWith } from '../shell/exit-with.js';
import { readImageFile, readMapFile } from '../shell/files.js';
import { EXIT } from '../shell/problem.js';
import type { Shell } from '../shell/shell.js';

type Told = readonly { readonly code: string; readonly detail: string }[];
const toldIn = (value: unknown): readonly string[] => ((value ?? []) as Told).map(({ code }) => code);

const FIELDS: readonly Column[] = [
  ...['file', 'format', 'part', 'bytes', 'sha256'].map((name) => column(name)),
  column('image.length', 'imageBytes'),
  column('image.sha256', 'imageSha256'),
  ...['stackPointer', 'resetHandler'].map((name) => column(name)),
  ...['version', 'family', 'securityCounter', 'swapLength', 'ramLayoutVersion', 'runOnceEntry'].map((name) =>
    column(`descriptor.${name}`),
  ),
  column('sections'),
  column('plans'),
  { title: 'faults', value: ({ faults }) => toldIn(faults) },
  { title: 'findings', value: ({ findings }) => toldIn(findings) },
];

interface InspectOptions extends PrintOptions, LivePlaces, MapOptions {
  readonly part: PartName;
  readonly agent: ImageAgent;
  readonly version?: string;
  readonly counter?: number;
  readonly versionAt?: string;
}

/** `inspect`: what the server would say of a file, without a server. */
export function addInspect(program: CliCommand, shell: Shell): void {
  withMap(withLivePlaces(program.command('inspect')))
    .argument('<file>', 'the image: ELF, Intel HEX, S-record, the bytes of bank 1, or a release package')
    .addOption(new Option('--part <part>', 'the microcontroller').choices(PART_NAMES).makeOptionMandatory())
    .addOption(
      new Option('--agent <agent>', 'whose update agent its product says is in it')
        .choices(IMAGE_AGENTS)
        .default('twinbank'),
    )
    .option('--version <version>', 'the version that it must have')
    .option('--counter <n>', 'the security counter that it must have', wholeNumber(0, 0xffffffff))
    .option('--version-at <place>', 'where it says its version: a symbol, section, or 0x08000400+16')
    .summary('look into an image, without a server')
    .description(
      'Looks into an image as the server does at an upload, without one: format, vector table, descriptor, the sections and plans behind the program, and what speaks against it. Of a release package its image is looked into; signatures are checked by verify. The exit code is 1 if the server would refuse it.',
    )
    .printing()
    .example('twinbank inspect build/motor.elf --part STM32G484')
    .example('twinbank inspect build/own.elf --part STM32G484 --agent own --swap-section-at bank_swap')
    .example('twinbank inspect own.bin --map own.map --part STM32G484 --agent own --swap-section-at .swap')
    .example('twinbank inspect motor-1.2.0.twp --part STM32G484')
    .example('twinbank inspect motor.hex --part STM32L083 --version 1.4.0 --output json')
    .action(async (file: string, { output, map, ...declared }: InspectOptions) => {
      const said = { ...declared, ...(await readMapFile(map)) };
      const inspection = inspected(await readImageFile(file), file, said);
      await shell.record(inspection, FIELDS, { output });
      if (output === 'table') await shell.print(reasonsOf(inspection));
      if (inspection.faults.length > 0) throw new ExitWith(EXIT.failed);
    });
}

const reasonsOf = ({ faults, findings }: Inspection): string =>
  [...faults, ...findings].map(({ code, detail }) => `\n${code}: ${plainText(detail)}`).join('') +
  (faults.length + findings.length > 0 ? '\n' : '');
