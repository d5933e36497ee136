import { readFileSync, writeFileSync } from 'node:fs';

import { Command } from 'commander';

import { readProgramFunctions, readProgramVariables } from '@twinbank/dwarf';
import { contentOf, readElf, sectionNamed } from '@twinbank/elf';
import { firmwareFile } from '@twinbank/firmware';

import { bytesText, countText } from '../outcome/figures.js';
import { factList } from '../outcome/table.js';

const MISSED = 1;
const DEBUG_BYTES = 20_000_000;
const ROUNDS = 5;
const TARGET_MS = 2_000;

const DEFINITION = `The units of debug information of the reference firmware, one behind the other until there are 20 MB of them; abbreviations and names are those of one.
Time: from the bytes of the file to its variables with their types, and its functions; the first of ${ROUNDS} rounds has code that is not compiled yet.`;

/** `npm run bench -- inspect`: how long it takes to read what a program keeps in RAM from 20 MB of debug information. */
export const inspectCommand = (say: (text: string) => void): Command =>
  new Command('inspect')
    .description('How long it takes to read the variables of a program with 20 MB of debug information; some seconds.')
    .option('--json <file>', 'write the figures')
    .exitOverride()
    .action(({ json }: { json?: string }) => {
      say(`${DEFINITION}\n`);
      const file = grown(readFileSync(firmwareFile('g4', '1.1.0', 'elf')));
      const rounds = Array.from({ length: ROUNDS }, () => measured(file));
      const slowestMs = Math.max(...rounds.map(({ ms }) => ms));
      const medianMs = rounds.map(({ ms }) => ms).sort((a, b) => a - b)[ROUNDS >> 1]!;
      const [{ variables, functions }] = rounds as [Round];
      say(
        factList([
          ['file', bytesText(file.length)],
          ['variables in RAM', countText(variables)],
          ['functions', countText(functions)],
          ['time, median', `${medianMs.toFixed(0)} ms`],
          ['time, slowest', `${slowestMs.toFixed(0)} ms (at most ${TARGET_MS} ms)`],
        ]),
      );
      const figures = { bytes: file.length, variables, functions, medianMs, slowestMs };
      if (json !== undefined) writeFileSync(json, `${JSON.stringify(figures, null, 2)}\n`);
      if (slowestMs > TARGET_MS) process.exitCode = MISSED;
    });

interface Round {
  readonly ms: number;
  readonly variables: number;
  readonly functions: number;
}

function measured(file: Uint8Array): Round {
  const start = performance.now();
  const elf = readElf(file);
  const { variables } = readProgramVariables(elf);
  const functions = readProgramFunctions(elf);
  return { ms: performance.now() - start, variables: variables.length, functions: functions.length };
}

/** The file with its units many times over, in a section at its end. */
function grown(file: Buffer): Buffer {
  const elf = readElf(file);
  const section = sectionNamed(elf, '.debug_info')!;
  const units = contentOf(elf, section);
  const times = Math.ceil(DEBUG_BYTES / units.length);
  const whole = Buffer.concat([file, ...Array<Uint8Array>(times).fill(units)]);
  whole.writeUInt32LE(file.length, section.entryAt + 16);
  whole.writeUInt32LE(times * units.length, section.entryAt + 20);
  return whole;
}
