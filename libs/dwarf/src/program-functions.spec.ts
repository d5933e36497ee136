import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { readElf } from '@twinbank/elf';

import { readProgramFunctions, readProgramVariables } from './index.js';

const reference = readElf(
  readFileSync(new URL('../../../simulators/firmware/build/g4/twinbank-g4-1.1.0.elf', import.meta.url)),
);

describe('the reference firmware', () => {
  it('has functions in flash and, in both copies of its ISRs, in RAM', () => {
    const functions = readProgramFunctions(reference);
    expect(functions.find(({ name }) => name === 'bank_swap')).toMatchObject({ address: 0x0800_0400, inRam: false });
    const inRam = functions.filter((one) => one.inRam);
    expect(new Set(inRam.map(({ section }) => section))).toEqual(new Set(['.isr_a', '.isr_b']));
    expect(functions.every(({ address }) => address % 2 === 0)).toBe(true);
  });

  it('has variables whose initial values are in the file, and others that are cleared', () => {
    const { variables } = readProgramVariables(reference);
    const named = (name: string) => variables.find((one) => one.name === name);
    expect(named('control_state')).toMatchObject({ address: 0x2000_1430, section: '.bss', initial: 'zero' });
    const { initial, bytes } = named('control_limits')!;
    expect((initial as Uint8Array).length).toBe(bytes);
  });
});
