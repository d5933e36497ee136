import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { readElf } from '@twinbank/elf';
import { compareReleases, COMPARED_VARIABLES_MAX, NO_FACTS, type ReleaseComparison } from '@twinbank/inspect';
import type { PartName } from '@twinbank/parts';
import { elfOf as anElfFile } from '@twinbank/testkit/elf-file';

import { findingsOfFile } from './file-findings.js';
import { programFacts } from './program-facts.js';

const FAMILIES: readonly [string, PartName][] = [
  ['l0', 'STM32L083'],
  ['l4', 'STM32L486'],
  ['g4', 'STM32G484'],
];
const RELEASED = ['1.0.0', '1.1.0'];
const elfOf = (family: string, version: string): Uint8Array => {
  const folder = RELEASED.includes(version) ? family : `fixtures/${family}`;
  const path = `../../../simulators/firmware/build/${folder}/twinbank-${family}-${version}.elf`;
  return new Uint8Array(readFileSync(new URL(path, import.meta.url)));
};
const compared = (family: string, part: PartName, [from, to]: readonly [string, string]): ReleaseComparison => {
  const [old, next] = [from, to].map((version) => findingsOfFile(elfOf(family, version), { part }));
  return compareReleases({ code: old!.image!, facts: old!.facts }, { code: next!.image!, facts: next!.facts }, part);
};
/** What README.md of the firmware says of each version, and what its devices do with it. */
const TRUTH = [
  ['1.0.0', '1.0.1', 'live', 1, 'removed peak_error'],
  ['1.0.0', '1.1.0', 'live-run-once', 2, 'added gain_schedule'],
  ['1.1.0', '1.2.0-moved', 'live-run-once', 3, 'moved last_sample'],
  ['1.2.0-moved', '2.0.0-converted', 'live-run-once', 4, 'restructured control_state'],
  ['1.2.0-moved', '1.1.0', 'reset', 3, 'moved last_sample'],
  ['2.0.0-converted', '1.2.0-moved', 'refused', 4, 'restructured control_state'],
] as const;

describe.each(FAMILIES)('the reference firmware for %s', (family, part) => {
  it.each(TRUTH)('from %s to %s is %s, severity %d: %s', (from, to, verdict, severity, change) => {
    const found = compared(family, part, [from, to]);
    const changed = found.variables.filter((one) => one.severity > 0).map(({ kind, name }) => `${kind} ${name}`);
    expect([found.verdict, found.severity, changed]).toEqual([verdict, severity, [change]]);
  });

  it('keeps no address of code in RAM, and the same swap section, NMI handler and places of interrupt code', () => {
    const found = compared(family, part, ['1.0.0', '1.1.0']);
    expect(found.findings.map(({ code }) => code).filter((code) => code !== 'types_unknown')).toEqual([
      'variable_added',
      'ram_layout_changed',
    ]);
  });
});

describe('the facts of a program', () => {
  it('are none of a file that says nothing of it', () => {
    const bin = new URL('../../../simulators/firmware/build/g4/twinbank-g4-1.0.0.bin', import.meta.url);
    expect(findingsOfFile(new Uint8Array(readFileSync(bin)), { part: 'STM32G484' }).facts).toBeUndefined();
  });

  it('are the variables in RAM of the part, and functions that run there', () => {
    const { facts } = findingsOfFile(elfOf('g4', '1.1.0'), { part: 'STM32G484' });
    expect(facts!.variables.map(({ name }) => name)).toEqual(expect.arrayContaining(['setpoint', 'gain_schedule']));
    expect(facts!.ramFunctions).toContainEqual({
      ...{ name: 'nmi_isr_a', address: expect.any(Number), bytes: expect.any(Number), crc32: expect.any(Number) },
    });
    expect(facts!.usesHeap).toBe(false);
  });

  it('are none where they are more than are compared, and a finding says so', () => {
    const withVariables = (count: number) => {
      const sections = [
        { name: '.text', address: 0x08000000, bytes: Buffer.from('code') },
        { name: '.bss', address: 0x20000000, memoryBytes: 4 * count },
      ];
      const symbols = Array.from({ length: count }, (_, nth) => ({
        ...{ name: `v${nth}`, info: 0x11, value: 0x20000000 + 4 * nth, size: 4, section: '.bss' },
      }));
      return programFacts(readElf(anElfFile(sections, symbols).bytes), 'STM32G484');
    };
    const most = withVariables(COMPARED_VARIABLES_MAX);
    expect([most.facts.variables.length, most.findings]).toEqual([COMPARED_VARIABLES_MAX, []]);
    const more = withVariables(COMPARED_VARIABLES_MAX + 1);
    expect(more.facts).toEqual(NO_FACTS);
    expect(more.findings).toEqual([
      { code: 'variables_unread', detail: expect.stringMatching(/it has 2001 variables; at most 2000 are compared/) },
    ]);
  });
});
