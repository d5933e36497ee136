import type { ProgramVariable } from '@twinbank/dwarf';
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { imageWith } from '@twinbank/image';
import type { PartName } from '@twinbank/parts';

import {
  compareReleases,
  comparisonDocument,
  isrPairOf,
  parseImageDescriptor,
  type ComparedRelease,
  type ProgramFacts,
  type ReleaseComparison,
} from '../index.js';
import { callback, int, structure, variable } from './testing/variables.js';

const FAMILIES: readonly [string, PartName][] = [
  ['l0', 'STM32L073'],
  ['l4', 'STM32L476'],
  ['g4', 'STM32G474'],
];
const built = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../../simulators/firmware/build/${path}`, import.meta.url)));
const image = (family: string, version = '1.0.0'): Uint8Array => built(`${family}/twinbank-${family}-${version}.bin`);
const edited = (code: Uint8Array, edit: (view: DataView) => unknown): Uint8Array => {
  const copy = code.slice();
  edit(new DataView(copy.buffer));
  return copy;
};
const g4 = image('g4');
const RUN_ONCE = 0x228;
const LAYOUT = 0x22c;
/** The same image with another RAM layout, and run-once code. */
const next = (layout = 2): Uint8Array =>
  edited(g4, (view) => {
    view.setUint32(RUN_ONCE, 0x08000541, true);
    view.setUint32(LAYOUT, layout, true);
  });
const compared = (from: ComparedRelease, to: ComparedRelease, part: PartName = 'STM32G474'): ReleaseComparison =>
  compareReleases(from, to, part);
const facts = (...variables: ProgramVariable[]): ProgramFacts => ({
  ...{ knows: 'types', variables, ramFunctions: [], usesHeap: false },
});
const codes = ({ findings }: ReleaseComparison): string[] => findings.map(({ code }) => code);
const of = (to: Uint8Array): string[] => codes(compared({ code: g4 }, { code: to }));

describe('the verdict of two releases', () => {
  it.each(FAMILIES)(
    'of the reference firmware for %s: forwards with run-once code, back by a reset',
    (family, part) => {
      const [from, to] = ['1.0.0', '1.1.0'].map((version) => ({ code: image(family, version) }));
      expect(compared(from!, to!, part)).toMatchObject({
        ...{ verdict: 'live-run-once', knows: 'nothing', severity: undefined },
        findings: [{ code: 'ram_layout_changed', weight: 'run-once' }, { code: 'variables_unknown' }],
      });
      expect(codes(compared(to!, from!, part))).toEqual([
        ...['counter_lower', 'run_once_missing', 'ram_layout_changed', 'variables_unknown'],
      ]);
      expect(compared(from!, from!, part)).toMatchObject({ verdict: 'live' });
    },
  );

  it('is reset where the swap section is another one, or not known', () => {
    expect(of(edited(g4, (view) => view.setUint8(0x410, view.getUint8(0x410) ^ 1)))).toContain('swap_section_changed');
    expect(of(edited(g4, (view) => view.setUint32(0x224, 0x20, true)))).toContain('swap_section_changed');
    const unknown = edited(g4, (view) => view.setUint32(0x224, 0, true));
    expect(compared({ code: g4 }, { code: unknown })).toMatchObject({
      ...{ verdict: 'reset' },
      findings: [{ code: 'swap_section_unknown' }, { code: 'variables_unknown' }],
    });
    const foreign = built('foreign/g4.bin');
    expect(compared({ code: foreign }, { code: foreign }).verdict).toBe('reset');
  });

  it.each(FAMILIES)('is reset where the NMI handler is another one, in %s', (family, part) => {
    const code = image(family);
    const pair = isrPairOf(code, 2)!;
    const handler = new DataView(code.buffer).getUint32(pair.offset + 8, true) & ~1;
    const other = edited(code, (view) => {
      const at = pair.offset + handler - pair.address;
      view.setUint16(at, view.getUint16(at, true) ^ 1, true);
    });
    const found = compared({ code }, { code: other }, part);
    expect([found.verdict, codes(found)]).toEqual(['reset', expect.arrayContaining(['nmi_handler_changed'])]);
    expect(codes(found)).toContain('isr_copies_differ');
  });

  it('is reset where interrupt code is elsewhere, or a table leads into the copy of the other bank', () => {
    const { vectorTableB } = parseImageDescriptor(g4)!;
    const elsewhere = edited(g4, (view) => view.setUint32(0x238, view.getUint32(0x238, true) + 0x200, true));
    expect(of(elsewhere)).toContain('isr_copies_moved');
    const pair = isrPairOf(g4, 1)!;
    const crossed = edited(g4, (view) => view.setUint32(pair.offset + 15 * 4, (vectorTableB + 0x200) | 1, true));
    expect(compared({ code: g4 }, { code: crossed }).verdict).toBe('reset');
    expect(of(crossed)).toContain('isr_copies_crossed');
  });

  it('is refused for an image that devices refuse', () => {
    expect(compared({ code: g4 }, { code: image('l4') })).toMatchObject({ verdict: 'refused' });
    expect(compared({ code: g4 }, { code: built('foreign/g4-behind-boot-loader.bin') })).toMatchObject({
      ...{
        verdict: 'refused',
        findings: expect.arrayContaining([expect.objectContaining({ code: 'image_unusable' })]),
      },
    });
    expect(compared({ code: g4, counter: 3 }, { code: g4, counter: 2 })).toMatchObject({
      ...{ verdict: 'refused', findings: [{ code: 'counter_lower' }, { code: 'variables_unknown' }] },
    });
    expect(compared({ code: new Uint8Array(0) }, { code: new Uint8Array(3) }).verdict).toBe('refused');
  });

  it('names variables for each severity, and the plan that brings them over', () => {
    const state = (bytes: number) => variable('state', 0x20001000, { type: structure({ a: int(bytes) }) });
    const from = { code: g4, facts: facts(state(4), variable('speed', 0x20001010), variable('old', 0x20001020)) };
    const to = facts(state(8), variable('speed', 0x20001020), variable('fresh', 0x20001030));
    const found = compared(from, { code: next(), facts: to });
    expect(found).toMatchObject({ verdict: 'live-run-once', severity: 4, knows: 'types' });
    expect(found.findings.map(({ code, detail }) => `${code}: ${detail}`)).toEqual([
      'variable_restructured: Variables have another structure: their values must be converted: state',
      'variable_moved: Variables are at another address: their values must be moved: speed',
      'variable_added: Variables are new: a live swap runs no start-up code that initialises them: fresh',
      'ram_layout_changed: the RAM layout was 1, and is 2',
      'variable_removed: Variables are gone: old',
    ]);
    expect(found.variables.map(({ name, kind, overlaps }) => [name, kind, overlaps])).toEqual([
      ['state', 'restructured', []],
      ['speed', 'moved', ['old']],
      ['fresh', 'added', []],
      ['old', 'removed', []],
    ]);
  });

  it('is reset where run-once code is needed and would not run', () => {
    const [from, to] = [facts(variable('a', 0x20001000)), facts(variable('a', 0x20001010))];
    expect(codes(compared({ code: g4, facts: from }, { code: next(1), facts: to }))).toContain('ram_layout_kept');
    const none = edited(g4, (view) => view.setUint32(LAYOUT, 2, true));
    expect(codes(compared({ code: g4, facts: from }, { code: none, facts: to }))).toContain('run_once_missing');
    const older = compared({ code: next(3), facts: from }, { code: next(2), facts: to });
    expect([older.verdict, codes(older)]).toEqual(['reset', expect.arrayContaining(['ram_layout_older'])]);
  });

  it('counts a function pointer that is kept as something to be done, but not if the same image comes again', () => {
    const both = facts(variable('handler', 0x20001000, { type: callback }));
    expect(compared({ code: g4, facts: both }, { code: g4, facts: both })).toMatchObject({
      verdict: 'live',
      findings: [],
    });
    expect(codes(compared({ code: g4, facts: both }, { code: next(), facts: both }))).toContain('code_pointer_kept');
  });

  it('tells of initial values that a live swap does not bring, and of variables that may be others', () => {
    const set = (value: number, unit: string) =>
      facts(variable('gain', 0x20001000, { unit, initial: Uint8Array.of(value, 0, 0, 0) }));
    const found = compared({ code: g4, facts: set(1, 'a.c') }, { code: g4, facts: set(2, 'b.c') });
    expect([found.verdict, codes(found)]).toEqual(['live', ['variable_elsewhere', 'initial_value_changed']]);
  });

  it.each(['pxCurrentTCB', '_kernel', 'osRtxInfo', '_tx_thread_current_ptr'])(
    'knows by %s that threads which wait return into code that is gone, unless it is the same code',
    (name) => {
      const threads = facts(variable(name, 0x20001000));
      const found = compared({ code: g4, facts: threads }, { code: next(), facts: threads });
      expect([found.verdict, codes(found)]).toEqual(['live-run-once', ['thread_stacks_kept', 'ram_layout_changed']]);
      expect(found.findings[0]!.detail).toContain(`(${name})`);
      expect(found.plan).toMatchObject({ steps: [], needsCode: true, beyond: [{ code: 'thread_stacks_kept' }] });
      expect(comparisonDocument(found, { from: '1.0.0', to: '1.1.0' }).plan.code).toContain('#error "end all threads');
      expect(codes(compared({ code: g4, facts: threads }, { code: g4, facts: threads }))).toEqual([]);
      expect(codes(compared({ code: g4, facts: facts() }, { code: next(), facts: threads }))).toEqual([
        ...['variable_added', 'ram_layout_changed'],
      ]);
    },
  );

  it('looks at stack, heap, functions in RAM, and variables where interrupt code is', () => {
    const stack = edited(g4, (view) => view.setUint32(0, 0x20000f00, true));
    expect(of(stack)).toContain('stack_moved');
    const heap = (address: number): ProgramFacts => ({ ...facts(), usesHeap: true, heap: { symbol: '_end', address } });
    const pair = (a: ProgramFacts, b: ProgramFacts) =>
      codes(compared({ code: g4, facts: a }, { code: next(), facts: b }));
    expect(pair(heap(0x20002000), heap(0x20002100))).toContain('heap_moved');
    expect(pair(heap(0x20002000), heap(0x20002000))).toContain('heap_used');
    const inRam = (crc32: number): ProgramFacts => ({
      ...facts(),
      ramFunctions: [
        { name: 'flash_write', address: 0x20003000, bytes: 40, crc32 },
        { name: 'control_isr_A', address: 0x10000200, bytes: 40, crc32: crc32 * 2 },
      ],
    });
    expect(pair(inRam(1), inRam(2))).toContain('ram_function_changed');
    expect(pair(inRam(1), inRam(1))).not.toContain('ram_function_changed');
    const shorter = edited(g4, (view) => view.setUint32(0x234, 0x10, true));
    const early = { code: shorter, facts: facts(variable('early', 0x10000300)) };
    expect(codes(compared(early, { code: g4, facts: facts() }))).toContain('isr_copies_overlapped');
    expect(pair(facts(variable('table', 0x10000300)), facts())).not.toContain('isr_copies_overlapped');
  });

  it('is reset where start values belong to where the running image has its stack', () => {
    const to = (address: number) =>
      imageWith(
        edited(next(), (view) => view.setUint32(0, 0x20004000, true)),
        [{ type: 'ram-init', bytes: new Uint8Array(4), address }],
      );
    const found = compared({ code: g4 }, { code: to(0x20000c00 - 3) });
    expect(found).toMatchObject({
      verdict: 'reset',
      findings: expect.arrayContaining([expect.objectContaining({ code: 'start_values_upon_stack', weight: 'reset' })]),
    });
    expect(found.findings[0]!.detail).toMatch('lies upon the stack of the running image');
    for (const address of [0x20000c00 - 4, 0x20001000])
      expect(of(to(address))).not.toContain('start_values_upon_stack');
    expect(codes(compared({ code: to(0x20000f00) }, { code: g4 }))).not.toContain('start_values_upon_stack');
  });

  it('says of which release less is known', () => {
    const symbols: ProgramFacts = { ...facts(variable('a', 0x20001000, { type: undefined })), knows: 'symbols' };
    const found = compared({ code: g4, facts: symbols }, { code: g4, facts: facts(variable('a', 0x20001000)) });
    expect(found).toMatchObject({ verdict: 'live', knows: 'symbols', severity: 0 });
    expect(found.findings[0]!.detail).toMatch(/: the running release$/);
  });

  it('says where what was kept of a program cannot be read now, which is no question of uploading more', () => {
    const known = { code: g4, facts: facts(variable('a', 0x20001000)) };
    const lost = compared(known, { code: g4, factsLost: true });
    expect(lost).toMatchObject({ verdict: 'live', knows: 'nothing' });
    expect(lost.findings).toEqual([
      expect.objectContaining({ code: 'facts_unreadable', detail: expect.stringContaining('of the new one') }),
    ]);
    expect(codes(compared({ code: g4 }, { code: g4, factsLost: true }))).toEqual([
      ...['facts_unreadable', 'variables_unknown'],
    ]);
  });
});
