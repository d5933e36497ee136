import { InvalidArgumentError, Option } from 'commander';

import { answerOf } from '@twinbank/client';
import { differenceText, VERDICTS, type ComparisonDocument, type ListedChange, type Verdict } from '@twinbank/inspect';
import type { LivePlaces } from '@twinbank/intake';
import { PART_NAMES, type PartName } from '@twinbank/parts';

import type { CliCommand, PrintOptions, RemoteOptions } from '../command/cli-command.js';
import { withCodePlaces, withMap, type MapOptions } from '../command/live-options.js';
import { compared, type ComparedFile, type ComparedSide } from '../local/comparison.js';
import { column, type Column } from '../output/column.js';
import { plainText } from '../output/plain-text.js';
import { ExitWith } from '../shell/exit-with.js';
import { readImageFile, readMapFile } from '../shell/files.js';
import { EXIT } from '../shell/problem.js';
import type { Shell } from '../shell/shell.js';

const FIELDS: readonly Column[] = [
  ...['from', 'to', 'verdict', 'severity', 'knows', 'unchanged'].map((name) => column(name)),
  { title: 'variables', value: ({ variables }) => ((variables ?? []) as unknown[]).length },
  column('plan.needsCode', 'needsCode'),
  { title: 'steps', value: ({ plan }) => ((plan as ComparisonDocument['plan'] | undefined)?.steps ?? []).length },
  { title: 'findings', value: ({ findings }) => ((findings ?? []) as { code: string }[]).map(({ code }) => code) },
];

interface DiffOptions extends PrintOptions {
  readonly atLeast: Verdict;
  readonly code?: boolean;
}

/** The maps that the linker wrote with the two programs. */
interface MapsOfBoth extends MapOptions {
  readonly fromMap?: string;
}

/** `diff`: whether an image can replace another while it runs, without a server. */
export function addDiff(program: CliCommand, shell: Shell): void {
  comparing(withMap(withCodePlaces(program.command('diff'))))
    .argument(
      '<from>',
      'the image that runs: ELF, Intel HEX, S-record, the bytes of bank 1, or a release package; ELF=PACKAGE names a package with the ELF file that it was made of, which says what its variables are',
      side,
    )
    .argument('<to>', 'the image that is to replace it, in the same way', side)
    .addOption(new Option('--part <part>', 'the microcontroller').choices(PART_NAMES).makeOptionMandatory())
    .option('--from-map <file>', 'the same of the image that runs')
    .summary('compare two images: can one replace the other while it runs?')
    .description(
      'Compares two images and says whether the second can replace the first while it runs (live), with the plan that it carries (live-plan), with run-once code (live-run-once), only by a reset (reset), or not at all (refused), and why. ELF files with debug information say most. The exit code is 1 if the verdict is worse than --at-least. docs/inspection.md says of each finding what to do.',
    )
    .printing()
    .example('twinbank diff motor-1.4.0.elf build/motor.elf --part STM32G484')
    .example('twinbank diff motor-1.4.0.elf build/motor.elf --part STM32G484 --at-least live-run-once --output json')
    .example('twinbank diff motor-1.4.0.elf build/motor.elf --part STM32G484 --code > run-once.c')
    .example(
      'twinbank diff own-1.4.0.elf build/own.elf --part STM32G484 --swap-section-at bank_swap --run-once-at run_once',
    )
    .example('twinbank diff own-1.4.0.elf build/own.elf=own-1.5.0.twp --part STM32G484 --swap-section-at bank_swap')
    .example('twinbank diff own-1.4.0.bin own.bin --part STM32G484 --from-map own-1.4.0.map --map own.map')
    .action(async (from: SideFiles, to: SideFiles, options: FileDiffOptions) => {
      const { map, fromMap, ...told } = options;
      const [old, next] = await Promise.all([readSide(from, fromMap), readSide(to, map)]);
      await tell(shell, compared(old, next, told), told);
    });
}

type FileDiffOptions = DiffOptions & LivePlaces & MapsOfBoth & { readonly part: PartName };

/** The names of the files of one side. */
interface SideFiles {
  readonly program: string;
  readonly release?: string | undefined;
}

function side(text: string): SideFiles {
  const [program = '', release, ...more] = text.split('=');
  if (program === '' || release === '' || more.length > 0)
    throw new InvalidArgumentError('It is a file, and perhaps an equals sign and a package.');
  return { program, release };
}

async function readSide({ program, release }: SideFiles, map: string | undefined): Promise<ComparedSide> {
  const [file, packed] = await Promise.all([fileOf(program), release === undefined ? undefined : fileOf(release)]);
  return { program: { ...file, ...(await readMapFile(map)) }, release: packed };
}

const fileOf = async (name: string): Promise<ComparedFile> => ({ name, bytes: await readImageFile(name) });

/** `releases diff`: the same of two releases of a product, by what the server kept of them. */
export function addReleaseDiff(releases: CliCommand, shell: Shell): void {
  comparing(releases.command('diff'))
    .argument('<product>', 'name of the product')
    .argument('<from>', 'version that runs')
    .argument('<to>', 'version that is to replace it')
    .summary('compare two releases: can one replace the other while it runs?')
    .description(
      'Compares two releases of a product, as twinbank diff compares files, by what the server kept of their ELF files. The exit code is 1 if the verdict is worse than --at-least.',
    )
    .remote()
    .printing()
    .example('twinbank releases diff motor 1.3.0 1.4.0')
    .action(async (product: string, from: string, to: string, options: RemoteOptions & DiffOptions) => {
      const client = await shell.connect(options);
      const path = { product, version: from, other: to };
      const call = client.GET('/api/v1/products/{product}/releases/{version}/diff/{other}', { params: { path } });
      await tell(shell, (await answerOf(call)) as ComparisonDocument, options);
    });
}

function comparing(command: CliCommand): CliCommand {
  const atLeast = new Option('--at-least <verdict>', 'the worst verdict that is still good')
    .choices(VERDICTS)
    .default('reset');
  return command
    .addOption(atLeast)
    .option('--code', 'print the C code to paste into run-once code, and nothing else') as CliCommand;
}

/** Prints a comparison, and ends with exit code 1 if it is not good enough. */
async function tell(shell: Shell, found: ComparisonDocument, { output, atLeast, code }: DiffOptions): Promise<void> {
  if (code === true) await shell.print(found.plan.code ?? '/* Nothing is to be done. */\n');
  else {
    await shell.record(found, FIELDS, { output });
    if (output === 'table') await shell.print(textOf(found));
  }
  if (VERDICTS.indexOf(found.verdict) > VERDICTS.indexOf(atLeast)) throw new ExitWith(EXIT.failed);
}

function textOf({ findings, variables, unlisted, plan }: ComparisonDocument): string {
  const lines = [
    ...findings.map(({ code, weight, detail }) => `${weight.padEnd(8)} ${code}: ${detail}`),
    ...(variables.length > 0 ? [''] : []),
    ...variables.flatMap(linesOf),
    ...(unlisted > 0 ? [`and ${unlisted} more`] : []),
    ...(plan.code === undefined ? [] : ['', codeText(plan)]),
  ];
  return lines.length === 0 ? '' : `\n${lines.map(plainText).join('\n')}\n`;
}

function codeText({ steps, unlisted }: ComparisonDocument['plan']): string {
  const count = steps.length + unlisted;
  return count === 0
    ? 'Run-once code has to do what no step can say: --code prints it in C'
    : `${count} step${count === 1 ? '' : 's'} for run-once code: --code prints ${count === 1 ? 'it' : 'them'} in C`;
}

function linesOf({ severity, kind, name, from, to, overlaps, differences, pointers, ...said }: ListedChange): string[] {
  const places = [from, to].map((place) => place && `${hex(place.address)} (${place.bytes} bytes)`);
  const place = places[0] === places[1] ? places[0] : places.filter((one) => one !== undefined).join(' -> ');
  return [
    `${severity} ${kind.padEnd(12)} ${name} ${place}`,
    ...(overlaps.length > 0 ? [`    where there were ${overlaps.join(', ')}`] : []),
    ...differences.map((difference) => `    ${differenceText(difference)}`),
    ...pointers.map(({ path, offset, to: kindOf }) => `    ${path || 'it'} at ${offset}: ${POINTERS[kindOf]}`),
    ...(said.initialChanged ? ['    its initial value changed, and it keeps the one that it has'] : []),
    ...(said.elsewhere ? ['    it is in another file or function than before'] : []),
  ];
}

const POINTERS = {
  code: 'the address of a function',
  flash: 'an address in flash, by its initial value',
  constant: 'may be the address of a constant in flash',
  moved: 'the address of a variable that is elsewhere now, or gone, by its initial value',
  data: 'may be the address of a variable that is elsewhere now',
} as const;

const hex = (address: number): string => `0x${address.toString(16).padStart(8, '0')}`;
