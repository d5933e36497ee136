import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { compareReleases, runOnceCode, type RunOncePlan } from '@twinbank/inspect';
import type { PartName } from '@twinbank/parts';
import { ARM_TOOLS_NOTE, hasArmTools } from '@twinbank/testkit/arm-tools';

import { findingsOfFile } from './file-findings.js';

const build = new URL('../../../simulators/firmware/build/', import.meta.url);
const diff = (name: string): string => `foreign/diff/${name}.elf`;
const CALLBACKS = ['callback', 'callback-other-code'];
const VARIANTS = [
  'base',
  'added',
  'moved',
  'converted',
  'removed',
  ...CALLBACKS,
  'pointer',
  'pointer-moved',
  'other-code',
  'ram-function',
];
const versions = (family: string): string[] => [
  ...['1.0.0', '1.1.0'].map((version) => `${family}/twinbank-${family}-${version}.elf`),
  ...['1.2.0-moved', '2.0.0-converted'].map((version) => `fixtures/${family}/twinbank-${family}-${version}.elf`),
];
const PROGRAMS: readonly [PartName, string[]][] = [
  ['STM32G474', VARIANTS.map(diff)],
  ['STM32L073', versions('l0')],
  ['STM32L476', versions('l4')],
  ['STM32G474', versions('g4')],
];
/** Each program with each other one of its kind, in both directions. */
const PAIRS = PROGRAMS.flatMap(([part, files]) =>
  files.flatMap((from) => files.filter((to) => to !== from).map((to) => [from, to, part] as const)),
);
const CORE: Readonly<Record<string, string>> = { L: 'cortex-m0plus', G: 'cortex-m4' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-once-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function planOf(from: string, to: string, part: PartName): RunOncePlan {
  const [old, next] = [from, to].map((path) => {
    const { image, facts } = findingsOfFile(new Uint8Array(readFileSync(new URL(path, build))), { part, agent: 'own' });
    return { code: image!, facts };
  });
  return compareReleases(old!, next!, part).plan;
}

/** What the compiler says of C code, as a team compiles it; empty if it has nothing to say. */
function compiled(code: string, part: PartName): string {
  const file = join(folder, 'run-once.c');
  writeFileSync(file, code);
  const core = CORE[part === 'STM32L073' ? 'L' : 'G']!;
  const options = ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', `-mcpu=${core}`, '-mthumb', '-c', file];
  const { status, stderr } = spawnSync('arm-none-eabi-gcc', [...options, '-o', join(folder, 'run-once.o')], {
    encoding: 'utf8',
  });
  return status === 0 ? '' : stderr;
}

/** Where TEST_ARM_TOOLS is set, as in CI, the compiler must be there. */
(hasArmTools() ? describe : describe.skip)(`the C code of a plan (${ARM_TOOLS_NOTE})`, () => {
  it.each(PAIRS)('compiles without a warning, but for what only a team can write: from %s to %s', (from, to, part) => {
    const plan = planOf(from, to, part);
    const code = runOnceCode(plan, { from: '1.0.0', to: '1.1.0' });
    const open = code.match(/^ *#error/gm) ?? [];
    expect(open.length > 0).toBe(plan.needsCode);
    const said = compiled(code, part);
    expect(said.match(/error: #error/g) ?? []).toHaveLength(open.length);
    // What the team writes in the place of each error uses what was copied aside for it.
    expect(compiled(code.replace(/^ *#error.*$/gm, ''), part)).toBe('');
  });

  it('is told apart from code with a mistake', () => {
    const plan = planOf(diff('base'), diff('added'), 'STM32G474');
    const code = runOnceCode(plan, { from: '1.0.0', to: '1.1.0' });
    expect(compiled(code.replace('#include <string.h>', ''), 'STM32G474')).toMatch(/implicit declaration/);
  });
});
