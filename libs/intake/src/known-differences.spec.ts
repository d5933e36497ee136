import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { compareReleases, type ReleaseComparison } from '@twinbank/inspect';

import { findingsOfFile, type DeclaredFile } from './file-findings.js';

const PART = 'STM32G474';
const fileOf = (name: string): Uint8Array => {
  const path = new URL(`../../../simulators/firmware/build/foreign/diff/${name}.elf`, import.meta.url);
  return new Uint8Array(readFileSync(path));
};
const built = (name: string) => {
  const { image, facts } = findingsOfFile(fileOf(name), { part: PART });
  return { code: image!, facts };
};
/** One that says nothing of itself; what is said of it, the upload says. */
const plain = (name: string, told: Partial<DeclaredFile> = { swapSectionAt: 'bank_swap' }) => {
  const { image, facts, live } = findingsOfFile(fileOf(name), { part: PART, agent: 'own', ...told });
  return { code: image!, facts, ...live, runOnce: live?.postUpdateEntry !== undefined };
};
const between = (from: string, to: string): ReleaseComparison => compareReleases(built(from), built(to), PART);
const changes = ({ variables }: ReleaseComparison): string[] =>
  variables.filter(({ severity }) => severity > 0).map(({ kind, name }) => `${kind} ${name}`);

/** What foreign/diff/program.c differs in, and what must be said of it. */
const KNOWN: readonly [string, string, string, number, string[], string[]][] = [
  ['base', 'base', 'live', 0, [], []],
  ['base', 'other-code', 'live', 0, [], []],
  ['base', 'removed', 'live', 1, ['removed peak'], ['variable_removed']],
  ['base', 'added', 'live-run-once', 2, ['added band'], ['variable_added', 'ram_layout_changed']],
  [
    ...['base', 'moved', 'live-run-once'],
    ...[3, ['moved peak', 'moved speed'], ['variable_moved', 'ram_layout_changed']],
  ] as never,
  [
    ...['base', 'converted', 'live-run-once', 4],
    [
      ...['restructured state', 'moved speed.c:count', 'moved angle.c:count', 'moved calls', 'moved speed'],
      'moved peak',
    ],
    ['variable_restructured', 'variable_moved', 'ram_layout_changed'],
  ] as never,
  ['base', 'initial', 'live', 0, [], ['initial_value_changed']],
  ['base', 'renamed', 'live', 0, [], ['variable_elsewhere']],
  ['base', 'swap-section', 'reset', 0, [], ['swap_section_changed']],
  ['base', 'nmi', 'reset', 0, [], ['nmi_handler_changed']],
  ['base', 'ram-function', 'live-run-once', 0, [], ['ram_function_changed', 'ram_layout_changed']],
  ['base', 'stack', 'live', 0, [], ['stack_moved']],
  ['callback', 'callback-other-code', 'live-run-once', 0, [], ['code_pointer_kept', 'ram_layout_changed']],
  ['callback', 'callback', 'live', 0, [], []],
  [
    ...['pointer', 'pointer-moved', 'live-run-once'],
    ...[3, ['moved peak', 'moved speed'], ['variable_moved', 'data_pointer_kept', 'ram_layout_changed']],
  ] as never,
  ['pointer', 'pointer', 'live', 0, [], []],
  ['heap', 'heap', 'live', 0, [], ['heap_used']],
  ['heap', 'heap-moved', 'reset', 0, [], ['heap_moved']],
];

describe('a program built in variants', () => {
  it.each(KNOWN)('from %s to %s is %s, severity %d', (from, to, verdict, severity, ...[changed, codes]) => {
    const found = between(from, to);
    expect([found.verdict, found.severity, changes(found)]).toEqual([verdict, severity, changed]);
    expect([found.knows, found.findings.map(({ code }) => code)]).toEqual(['types', codes]);
  });

  it('has each member of a structure with its old and new place and type', () => {
    const [state] = between('base', 'converted').variables;
    const told = state!.differences.map(({ path, kind, from, to }) => [
      path,
      kind,
      from?.offset,
      to?.offset,
      to?.bytes,
    ]);
    expect(told).toEqual([
      ['.integrator', 'changed', 0, 0, 8],
      ['.output', 'changed', 4, 12, 2],
      ['.last', 'moved', 12, 14, 8],
    ]);
  });

  it('keeps a pointer to a function in a structure, and one that start-up code sets', () => {
    const found = between('callback', 'callback-other-code').variables.filter(({ pointers }) => pointers.length > 0);
    expect(found.map(({ name, pointers }) => [name, pointers.map(({ path, to }) => `${path} ${to}`)])).toEqual([
      ['hook', [' code']],
      ['driver', ['.on_event code']],
    ]);
  });

  it('keeps addresses of variables that are elsewhere now, and none of one that stays', () => {
    const found = between('pointer', 'pointer-moved').variables.filter(({ pointers }) => pointers.length > 0);
    expect(
      found.map(({ name, pointers, initialChanged }) => [name, pointers.map(({ to }) => to), initialChanged]),
    ).toEqual([
      ['watched', ['moved'], false],
      ['cursor', ['data'], false],
    ]);
  });

  it('that changed without the number of its RAM layout cannot be swapped in live', () => {
    const found = between('base', 'converted-number-kept');
    expect([found.verdict, found.findings[0]!.code]).toEqual(['reset', 'ram_layout_kept']);
  });

  it('without debug information shows what its symbols show', () => {
    const found = between('base', 'without-debug');
    expect([found.knows, found.severity]).toEqual(['symbols', 4]);
    expect(changes(found)[0]).toBe('restructured state');
    expect(found.findings.map(({ code }) => code)).toContain('types_unknown');
  });
});

describe('a program without descriptor', () => {
  const verdict = (from: ReturnType<typeof plain>, to: ReturnType<typeof plain>): [string, string[]] => {
    const found = compareReleases(from, to, PART);
    return [found.verdict, found.findings.map(({ code }) => code)];
  };
  const both = { swapSectionAt: 'bank_swap', runOnceAt: 'run_once' };

  it('can be replaced live where the upload says its swap section, and all variables are known', () => {
    expect(verdict(plain('plain', {}), plain('plain-other-code', {}))).toEqual(['reset', ['swap_section_unknown']]);
    expect(verdict(plain('plain'), plain('plain-other-code'))).toEqual(['live', []]);
    expect(verdict(plain('plain'), plain('plain-swap-section'))).toEqual(['reset', ['swap_section_changed']]);
  });

  it('needs run-once code like any other, and the number of its RAM layout counts where it is said', () => {
    const added = ['run_once_missing', 'variable_added'];
    expect(verdict(plain('plain'), plain('plain-added'))).toEqual(['reset', added]);
    expect(verdict(plain('plain'), plain('plain-added', both))).toEqual(['live-run-once', ['variable_added']]);
    const [one, two] = [1, 2].map((ramLayout) => ({ ...both, ramLayout }));
    expect(verdict(plain('plain', one), plain('plain-added', two))).toEqual([
      'live-run-once',
      ['variable_added', 'ram_layout_changed'],
    ]);
    expect(verdict(plain('plain', one), plain('plain-added', one))).toEqual([
      'reset',
      ['ram_layout_kept', 'variable_added'],
    ]);
  });

  it('of which no variables are known is replaced by a reset, unless the numbers of both RAM layouts are said', () => {
    const bare = (told: Partial<DeclaredFile>) => ({ ...plain('plain', told), facts: undefined });
    const unknown = ['ram_layout_unknown', 'variables_unknown'];
    expect(verdict(bare(both), bare(both))).toEqual(['reset', unknown]);
    // Nothing says that a number changed, so run-once code is not asked for.
    const { runOnceAt: _, ...swap } = both;
    expect(verdict(bare(swap), bare(swap))).toEqual(['reset', unknown]);
    const told = { ...both, ramLayout: 1 };
    expect(verdict(bare(told), bare(both))).toEqual(['reset', unknown]);
    expect(verdict(bare(told), bare(told))).toEqual(['live', ['variables_unknown']]);
  });
});
