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
/** The blocks of a language in the section that goes step by step, or in another one. */
const blocks = (language: string, section = 'An existing project, step by step'): string[] =>
  [
    ...page
      .split(`\n## ${section}\n`)[1]!
      .split('\n## ')[0]!
      .matchAll(/```(\w+)\n([^]*?) *```/g),
  ]
    .filter(([, name]) => name === language)
    .map(([, , text]) => text!);
const [SWAP, LANDING] = blocks('c');
const [SECTIONS, ROM_START] = blocks('ld');
const COPIES = 'Interrupt code in RAM without our descriptor';
const [ISR_COPY, ISR_START] = blocks('c', COPIES);
const [ISR_PLACES] = blocks('ld', COPIES);
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
type Style = 'untouched' | 'generated' | 'copies' | 'zephyr';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'integration-'));
  writeFileSync(join(folder, 'live_swap.c'), SWAP!);
  writeFileSync(join(folder, 'landing.c'), LANDING!);
  writeFileSync(join(folder, 'rom-start.ld'), ROM_START!);
  const flash = readFileSync(join(PROJECT, 'flash.ld'), 'utf8');
  const generated = flash.replace(/(?=^ {2}\.text :)/m, SECTIONS!);
  writeFileSync(join(folder, 'generated.ld'), generated);
  writeFileSync(join(folder, 'copies.ld'), generated.replace(/(?=^ {2}\.ARM\.attributes)/m, ISR_PLACES!));
  writeFileSync(join(folder, 'isr_copy.c'), ISR_COPY!);
  writeFileSync(join(folder, 'isr_start.c'), `#include <stdint.h>\n${ISR_START!}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The ELF file that a project makes of a release. @param more options of the compiler */
function built(style: Style, release: number, ...more: readonly string[]): Uint8Array {
  const added = style === 'untouched' ? [] : ['live_swap.c', 'landing.c'].map((name) => join(folder, name));
  const script = {
    untouched: join(PROJECT, 'flash.ld'),
    generated: join(folder, 'generated.ld'),
    copies: join(folder, 'copies.ld'),
    zephyr: join(PROJECT, 'zephyr.ld'),
  }[style];
  const elf = join(folder, 'app.elf');
  const sources = ['app.c', 'startup.S'].map((name) => join(PROJECT, name));
  const options = [`-DRELEASE=${release}`, ...more, '-L', folder, '-T', script];
  const objects = style === 'copies' ? isrCopies() : [];
  execFileSync('arm-none-eabi-gcc', [...OPTIONS, ...options, ...sources, ...added, ...objects, '-o', elf], {
    stdio: 'pipe',
  });
  return new Uint8Array(readFileSync(elf));
}
/** The interrupt code as the page has it compiled, once for each copy, and what fills both at a start. */
function isrCopies(): string[] {
  const compiled = (source: string, name: string, ...more: readonly string[]): string => {
    const [from, to] = [join(folder, source), join(folder, name)];
    execFileSync('arm-none-eabi-gcc', [
      ...OPTIONS.filter((one) => !one.startsWith('-Wl')),
      ...more,
      '-c',
      from,
      '-o',
      to,
    ]);
    return to;
  };
  return [
    compiled('isr_copy.c', 'isr_a.o', '-DISR_COPY=a'),
    compiled('isr_copy.c', 'isr_b.o', '-DISR_COPY=b'),
    compiled('isr_start.c', 'isr_start.o'),
    '-Wl,-u,own_interrupts',
  ];
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

  it('has interrupt code twice, for two places, which a release without descriptor names and the next one finds', () => {
    const named = { swapSectionAt: 'bank_swap', isrCopiesAt: '.isr_a,.isr_b' };
    const copied = (release: number, places = named): ComparedRelease => {
      const { image, facts, live, faults, findings } = found(built('copies', release), places);
      expect(faults).toEqual([]);
      expect(findings.filter(({ code }) => code === 'isr_copy_found').map(({ detail }) => detail)).toEqual([
        expect.stringMatching(/^\.isr_a is 1024 bytes at 0x0800\w{4}, copied to 0x20010000$/),
        expect.stringMatching(/^\.isr_b is 1024 bytes at 0x0800\w{4}, copied to 0x20010400$/),
      ]);
      const code = imageWith(image!, live!.interruptCode!);
      return { code, facts, swapSection: live!.swapSection, runOnce: false };
    };
    const [one, two] = [copied(1), copied(2)];
    expect(codes(compareReleases(one, two, PART)).filter((code) => code.startsWith('isr'))).toEqual([]);
    expect(codes(compareReleases(side(built('copies', 1)), two, PART))).toContain('isr_copies_moved');
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
