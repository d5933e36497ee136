import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { encodePlans, imageDigest, imageWith, paddedImage } from '@twinbank/image';
import { compareReleases, swapStepsOf, type ComparedRelease, type ReleaseComparison } from '@twinbank/inspect';
import { ARM_TOOLS_NOTE, hasArmTools } from '@twinbank/testkit/arm-tools';

import { findingsOfFile, type FileFindings } from './file-findings.js';

const PART = 'STM32G484';
const PROJECT = fileURLToPath(new URL('../../../simulators/firmware/foreign/project/', import.meta.url));
const page = readFileSync(new URL('../../../docs/firmware-integration.md', import.meta.url), 'utf8');
/** The blocks of a language in the section that goes step by step. */
const blocks = (language: string): string[] =>
  [
    ...page
      .split('## An existing project, step by step')[1]!
      .split('\n## ')[0]!
      .matchAll(/```(\w+)\n([^]*?) *```/g),
  ]
    .filter(([, name]) => name === language)
    .map(([, , text]) => text!);
const [SWAP, LANDING] = blocks('c');
const [SECTIONS, ROM_START] = blocks('ld');
const OPTIONS = [
  ...[
    '-mcpu=cortex-m4',
    '-mthumb',
    '-std=c11',
    '-Os',
    '-g',
    '-ffreestanding',
    '-ffunction-sections',
    '-fdata-sections',
  ],
  ...[
    '-Wall',
    '-Wextra',
    '-Werror',
    '-nostdlib',
    '-Wl,--gc-sections',
    '-Wl,--build-id=none',
    '-Wl,--no-warn-rwx-segments',
  ],
];

/** How a project is built: as it was, or with what the page adds, in the style of a framework. */
type Style = 'untouched' | 'generated' | 'zephyr';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'integration-'));
  writeFileSync(join(folder, 'live_swap.c'), SWAP!);
  writeFileSync(join(folder, 'landing.c'), LANDING!);
  writeFileSync(join(folder, 'rom-start.ld'), ROM_START!);
  const flash = readFileSync(join(PROJECT, 'flash.ld'), 'utf8');
  writeFileSync(join(folder, 'generated.ld'), flash.replace(/(?=^ {2}\.text :)/m, SECTIONS!));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The ELF file that a project makes of a release. @param more options of the compiler */
function built(style: Style, release: number, ...more: readonly string[]): Uint8Array {
  const added = style === 'untouched' ? [] : ['live_swap.c', 'landing.c'].map((name) => join(folder, name));
  const script = {
    untouched: join(PROJECT, 'flash.ld'),
    generated: join(folder, 'generated.ld'),
    zephyr: join(PROJECT, 'zephyr.ld'),
  }[style];
  const elf = join(folder, 'app.elf');
  const sources = ['app.c', 'startup.S'].map((name) => join(PROJECT, name));
  const options = [`-DRELEASE=${release}`, ...more, '-L', folder, '-T', script];
  execFileSync('arm-none-eabi-gcc', [...OPTIONS, ...options, ...sources, ...added, '-o', elf], { stdio: 'pipe' });
  return new Uint8Array(readFileSync(elf));
}
const told = { part: PART, agent: 'own' } as const;
const found = (elf: Uint8Array, places: object): FileFindings => findingsOfFile(elf, { ...told, ...places });
function side(elf: Uint8Array, ramLayout?: number): ComparedRelease {
  const places = { swapSectionAt: 'bank_swap', ...(ramLayout !== undefined && { ramLayout }) };
  const { image, facts, live, faults } = found(elf, places);
  expect(faults).toEqual([]);
  return { code: paddedImage(image!), facts, swapSection: live!.swapSection, ramLayout, runOnce: false };
}
const codes = ({ findings }: ReleaseComparison): string[] => findings.map(({ code }) => code);

/** Where TEST_ARM_TOOLS is set, as in CI, the compiler must be there. */
(hasArmTools() ? describe : describe.skip)(`the guide for an existing project (${ARM_TOOLS_NOTE})`, () => {
  it('promises updates by a reset without any change, and names what live ones lack', () => {
    const [one, two] = [1, 2].map((release) => found(built('untouched', release), {}));
    expect([one!.faults, two!.faults]).toEqual([[], []]);
    const [from, to] = [one!, two!].map(({ image, facts }) => ({ code: paddedImage(image!), facts }));
    const verdict = compareReleases(from!, to!, PART);
    expect([verdict.verdict, codes(verdict)]).toEqual(['reset', expect.arrayContaining(['swap_section_unknown'])]);
  });

  it('has the linker keep a version that nothing refers to', () => {
    const places = { version: '1.1.0', versionAt: 'firmware_version' };
    expect(found(built('untouched', 2), places).faults).toEqual([expect.objectContaining({ code: 'place_unknown' })]);
    const kept = found(built('untouched', 2, '-Wl,-u,firmware_version'), places);
    expect([kept.faults, kept.findings.map(({ code }) => code)]).toEqual([
      [],
      expect.arrayContaining(['version_found']),
    ]);
  });

  it.each(['generated', 'zephyr'] as const)(
    'makes a %s project ready, so that only variables are in the way',
    (style) => {
      const [one, two] = [1, 2].map((release) => built(style, release));
      const { findings } = found(one!, { swapSectionAt: 'bank_swap' });
      expect(findings.find(({ code }) => code === 'swap_section_found')?.detail).toMatch(/ at 0x08000400$/);
      const verdict = compareReleases(side(one!), side(two!), PART);
      expect([verdict.verdict, verdict.severity, codes(verdict)]).toEqual([
        ...['reset', 3],
        ['run_once_missing', 'variable_moved', 'variable_added'],
      ]);
    },
  );

  it.each(['generated', 'zephyr'] as const)('leads a %s project to a plan, with which it goes live', (style) => {
    const [one, two] = [side(built(style, 1), 1), side(built(style, 2), 2)];
    const steps = swapStepsOf(compareReleases(one, two, PART));
    const plan = encodePlans([{ from: [imageDigest(one.code)], steps }]);
    const packed = { ...two, code: imageWith(two.code, [{ type: 'plan', bytes: plan }]) };
    expect(compareReleases(one, packed, PART).verdict).toBe('live-plan');
  });

  it('says that threads keep a project from it', () => {
    const [one, two] = [1, 2].map((release) => side(built('generated', release, '-DWITH_THREADS'), release));
    const verdict = compareReleases(one!, two!, PART);
    expect(codes(verdict)).toContain('thread_stacks_kept');
    expect(() => swapStepsOf(verdict)).toThrow('thread_stacks_kept');
  });

  it('has swap code of the reference firmware, byte by byte', () => {
    const { code, swapSection } = side(built('generated', 1));
    const reference = readFileSync(
      new URL('../../../simulators/firmware/build/g4/twinbank-g4-1.0.0.bin', import.meta.url),
    );
    const { offset, length } = swapSection!;
    expect(offset).toBe(0x400);
    expect([...code.subarray(offset, offset + length)]).toEqual([...reference.subarray(0x400, 0x400 + length)]);
  });
});
