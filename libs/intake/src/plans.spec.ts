import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { encodePlans, flawInOrder, imageDigest, imageWith, type SwapStep } from '@twinbank/image';
import {
  compareReleases,
  flawInEffect,
  swapStepsOf,
  type ComparedRelease,
  type ReleaseComparison,
} from '@twinbank/inspect';
import type { PartName } from '@twinbank/parts';
import { isFault, seededRng } from '@twinbank/primitives';

import { findingsOfFile } from './file-findings.js';

const at = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../simulators/firmware/build/${path}`, import.meta.url)));
const RUN_ONCE = 0x228;
/** A built program, without run-once code: what it would do is what the plan does. */
function built(path: string, part: PartName): ComparedRelease {
  const { image, facts } = findingsOfFile(at(path), { part, agent: 'own' });
  const code = image!.slice();
  new DataView(code.buffer).setUint32(RUN_ONCE, 0, true);
  return { code, facts };
}
const diff = (name: string): string => `foreign/diff/${name}.elf`;
const PARTS = [
  ['l0', 'STM32L083'],
  ['l4', 'STM32L486'],
  ['g4', 'STM32G484'],
] as const;
/** Programs of which the second one has variables that are new, moved, or both. */
const PAIRS: readonly [string, PartName, string, string, number][] = [
  ['new', 'STM32G474', diff('base'), diff('added'), 2],
  ['changing places', 'STM32G474', diff('base'), diff('moved'), 3],
  ...PARTS.flatMap(([family, part]): [string, PartName, string, string, number][] => {
    const [one, two] = ['1.0.0', '1.1.0'].map((version) => `${family}/twinbank-${family}-${version}.elf`);
    const moved = `fixtures/${family}/twinbank-${family}-1.2.0-moved.elf`;
    return [
      [`new for ${family}`, part, one!, two!, 2],
      [`moved for ${family}`, part, two!, moved, 3],
      [`new and moved for ${family}`, part, one!, moved, 3],
    ];
  }),
];
const planned = (to: ComparedRelease, from: ComparedRelease, steps: readonly SwapStep[]): ComparedRelease => ({
  ...to,
  code: imageWith(to.code, [{ type: 'plan', bytes: encodePlans([{ from: [imageDigest(from.code)], steps }]) }]),
});
const codes = ({ findings }: ReleaseComparison): string[] => findings.map(({ code }) => code);
const reason = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return isFault(error) ? `${error.code}: ${error.detail}` : String(error);
  }
  return 'possible';
};

/** RAM of 1 MiB from 0x20000000 on; what lies elsewhere is not in these programs. */
const BASE = 0x20000000;
function done(ram: Uint8Array, steps: readonly SwapStep[]): Uint8Array {
  const after = ram.slice();
  for (const step of steps) {
    const to = step.to - BASE;
    if (step.do === 'move') after.copyWithin(to, step.from - BASE, step.from - BASE + step.length);
    else if (step.do === 'carry') after.set(ram.subarray(step.from - BASE, step.from - BASE + step.length), to);
    else after.fill(0, to, to + step.length).set(step.bytes, to);
  }
  return after;
}

describe('a plan that is made of two built programs', () => {
  it.each(PAIRS)(
    'gives each variable what the new program expects, and leaves the others alone: %s',
    (_, part, from, to, severity) => {
      const [old, next] = [built(from, part), built(to, part)];
      const comparison = compareReleases(old, next, part);
      expect(comparison.severity).toBe(severity);
      const steps = swapStepsOf(comparison);
      expect(steps.length).toBeGreaterThan(0);
      expect(flawInOrder(steps)).toBeUndefined();
      const ram = seededRng(to).bytes(1 << 20);
      const after = done(ram, steps);
      for (const { name, kind, from: before, to: place } of comparison.variables) {
        if (!place || (kind === 'added' && place.initial === 'none')) continue;
        const start = place.address - BASE;
        const initial = new Uint8Array(place.bytes);
        if (typeof place.initial !== 'string') initial.set(place.initial);
        const wanted = before ? ram.slice(before.address - BASE, before.address - BASE + place.bytes) : initial;
        expect([name, after.slice(start, start + place.bytes)]).toEqual([name, wanted]);
      }
    },
  );

  it.each(PAIRS)('makes the pair live with the plan, and no other one: %s', (_, part, from, to) => {
    const [old, next] = [built(from, part), built(to, part)];
    const bare = compareReleases(old, next, part);
    expect([bare.verdict, codes(bare)]).toEqual(['reset', expect.arrayContaining(['run_once_missing'])]);
    const release = planned(next, old, swapStepsOf(bare));
    const found = compareReleases(old, release, part);
    expect([found.verdict, codes(found)]).toEqual(['live-plan', expect.arrayContaining(['plan_counts'])]);
    const other = old.code.slice();
    other[other.length - 1]! ^= 1;
    const strange = compareReleases({ ...old, code: other }, release, part);
    expect([strange.verdict, codes(strange)]).toEqual([
      'reset',
      expect.arrayContaining(['run_once_missing', 'plan_for_others']),
    ]);
  });

  it.each(PAIRS)('is found out if it does something else: %s', (_, part, from, to) => {
    const [old, next] = [built(from, part), built(to, part)];
    const bare = compareReleases(old, next, part);
    const steps = swapStepsOf(bare);
    expect(flawInEffect(steps, bare.variables)).toBeUndefined();
    steps.forEach((step, index) => {
      const others = steps.filter((one) => one !== step);
      const shorter = steps.map((one) =>
        one === step ? { ...one, length: one.length - 1, bytes: new Uint8Array(0) } : one,
      );
      for (const wrong of [others, ...(step.length > 1 ? [shorter as SwapStep[]] : [])]) {
        expect([index, flawInEffect(wrong, bare.variables)]).toEqual([
          index,
          expect.stringContaining('value that it needs'),
        ]);
      }
    });
    const found = compareReleases(old, planned(next, old, steps.slice(1)), part);
    expect([found.verdict, codes(found)]).toEqual(['reset', expect.arrayContaining(['plan_differs'])]);
  });

  it('leaves to start values what they set anyway', () => {
    const [old, next] = [built(diff('base'), 'STM32G474'), built(diff('added'), 'STM32G474')];
    const bare = compareReleases(old, next, 'STM32G474');
    const [step] = swapStepsOf(bare);
    const given = [{ address: step!.to, bytes: step!.length }];
    expect(swapStepsOf(bare, given)).toEqual([]);
    expect(flawInEffect([], bare.variables, given)).toBeUndefined();
    expect(flawInEffect([], bare.variables)).toContain('band');
  });

  it.each([
    ['values must be converted', 'converted', 'variable_restructured'],
    ['code in RAM changed', 'ram-function', 'ram_function_changed'],
    ['only a reset leads there', 'swap-section', 'swap_section_changed'],
    ['the number of the RAM layout is kept', 'converted-number-kept', 'variable_restructured|ram_layout_kept'],
    ['types are not known', 'without-debug', 'types of the variables'],
  ])('is impossible where %s', (_, to, why) => {
    const comparison = compareReleases(built(diff('base'), 'STM32G474'), built(diff(to), 'STM32G474'), 'STM32G474');
    expect(reason(() => swapStepsOf(comparison))).toMatch(new RegExp(`^plan_impossible: .*(${why})`));
  });

  it('is impossible where addresses of what moves are kept, and one that was made by hand does not count', () => {
    const [old, next] = [built(diff('pointer'), 'STM32G474'), built(diff('pointer-moved'), 'STM32G474')];
    const bare = compareReleases(old, next, 'STM32G474');
    expect(reason(() => swapStepsOf(bare))).toMatch(/^plan_impossible: data_pointer_kept: .*watched, cursor/);
    const found = compareReleases(old, planned(next, old, []), 'STM32G474');
    expect(found.verdict).toBe('reset');
    const missing = found.findings.find(({ code }) => code === 'run_once_missing');
    expect(missing?.detail).toContain('data_pointer_kept');
  });

  it('does not do what needs code beside it', () => {
    const [old, next] = [built(diff('base'), 'STM32G474'), built(diff('ram-function'), 'STM32G474')];
    const found = compareReleases(old, planned(next, old, []), 'STM32G474');
    expect(found).toMatchObject({
      verdict: 'reset',
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'run_once_missing', detail: expect.stringContaining('ram_function_changed') }),
      ]),
    });
  });

  it('is refused where the running image has its stack', () => {
    const [old, next] = [built(diff('base'), 'STM32G474'), built(diff('stack'), 'STM32G474')];
    const stack = new DataView(old.code.buffer, old.code.byteOffset).getUint32(0, true);
    const release = planned(next, old, [{ do: 'initialise', to: stack - 8, length: 4, bytes: new Uint8Array(0) }]);
    const found = compareReleases(old, release, 'STM32G474');
    expect(['reset', 'refused']).toContain(found.verdict);
    expect(codes(found).join()).toMatch(/plan_upon_stack|image_unusable/);
  });
});
