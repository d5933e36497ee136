import { InvalidArgumentError, type Command } from 'commander';

import type { PayloadInput } from '@twinbank/image';

import { readFileOf } from '../shell/files.js';

/** A section is never longer than a bank. */
const SECTION_BYTES_MAX = 512 * 1024;
const ADDRESS = /^(?:0x[0-9a-fA-F]{1,8}|\d{1,10})$/;
const ADDRESS_MAX = 0xffffffff;

/** What of a section stands on the command line: where it belongs, and its file. */
interface Named {
  readonly place: string;
  readonly file: string;
}

/** What an image is to carry behind its code. */
export interface SectionOptions {
  readonly config?: string;
  readonly ramInit?: readonly Named[];
  readonly ramCode?: readonly Named[];
  readonly companion?: readonly Named[];
  readonly planFrom?: readonly PlanFiles[];
}

/** The files of an image from which a plan is to lead. */
export interface PlanFiles {
  readonly program: string;
  readonly release?: string;
}

/** Adds the options that put sections behind the code of an image. */
export function withSections<T extends Command>(command: T): T {
  return command
    .option('--config <file>', 'a configuration, which the application reads from the bank that runs')
    .option(
      '--ram-init <address=file>',
      'start values that are copied to RAM at a live swap; may be repeated',
      atAddress,
    )
    .option(
      '--ram-code <address=file>',
      'a copy of interrupt code, for the address that the image’s descriptor names; may be repeated',
      atAddress,
    )
    .option(
      '--companion <target=file>',
      'what another chip is to run; may be repeated, in the order of activation',
      named,
    )
    .option(
      '--plan-from <elf[=package]>',
      'the ELF file of an image from which a plan leads to this one live, and its package if it carries sections; files only, no release of the server; may be repeated',
      planFiles,
    );
}

/** The sections that the options name. @throws CliProblem `file_unreadable` */
export async function readSections(options: SectionOptions): Promise<PayloadInput[]> {
  const { config, ramInit = [], ramCode = [], companion = [] } = options;
  const bytesOf = (file: string): Promise<Uint8Array> => readFileOf(file, SECTION_BYTES_MAX);
  const inputs: PayloadInput[] = config === undefined ? [] : [{ type: 'config', bytes: await bytesOf(config) }];
  for (const { place, file } of ramInit)
    inputs.push({ type: 'ram-init', address: Number(place), bytes: await bytesOf(file) });
  for (const { place, file } of ramCode)
    inputs.push({ type: 'ram-code', address: Number(place), bytes: await bytesOf(file) });
  for (const { place, file } of companion)
    inputs.push({ type: 'companion', target: place, bytes: await bytesOf(file) });
  return inputs;
}

function planFiles(text: string, before: readonly PlanFiles[] = []): readonly PlanFiles[] {
  const [program = '', release, ...more] = text.split('=');
  if (program === '' || release === '' || more.length > 0)
    throw new InvalidArgumentError('It is an ELF file, and perhaps an equals sign and a package.');
  return [...before, { program, ...(release !== undefined && { release }) }];
}

function named(text: string, before: readonly Named[] = []): readonly Named[] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('It is a name, an equals sign and a file.');
  return [...before, { place: text.slice(0, at), file: text.slice(at + 1) }];
}

function atAddress(text: string, before: readonly Named[] = []): readonly Named[] {
  const all = named(text, before);
  const { place } = all.at(-1)!;
  if (!ADDRESS.test(place) || Number(place) > ADDRESS_MAX)
    throw new InvalidArgumentError('It is an address, such as 0x20003000, an equals sign and a file.');
  return all;
}
