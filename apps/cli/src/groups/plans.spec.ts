import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, it } from '@jest/globals';

import { imageDigest } from '@twinbank/image';
import { decodePackage, verifyContents } from '@twinbank/package';

import { runInMemory, type Ran } from '../testing/run-in-memory.js';
import { freshFile, KEY_FILES, PASSPHRASE, removeFreshFiles } from '../testing/trust-files.js';

const built = (name: string): string =>
  fileURLToPath(new URL(`../../../../simulators/firmware/build/${name}`, import.meta.url));
const PLAIN = built('foreign/diff/plain.elf');
const ADDED = built('foreign/diff/plain-added.elf');
const PACKED = ['--product', 'own', '--counter', '3', '--part', 'STM32G474', '--hardware', 'A', '--agent', 'own'];
const TIME = ['--created', '2026-11-28T12:00:00Z'];
const run = (words: readonly string[]): Promise<Ran> =>
  runInMemory(words, { env: { PATH: process.env['PATH'], TWINBANK_PASSPHRASE: PASSPHRASE } });
const json = async (words: readonly string[]): Promise<Record<string, unknown>> => {
  const { exit, stdout, stderr } = await run([...words, '-o', 'json']);
  expect([exit, stderr.includes('twinbank:')]).toEqual([0, false]);
  return JSON.parse(stdout) as Record<string, unknown>;
};
afterAll(removeFreshFiles);

async function pack(elf: string, version: string, ...more: readonly string[]): Promise<{ file: string; said: object }> {
  const file = freshFile('twp');
  const words = [
    'pack',
    elf,
    '--out',
    file,
    '--version',
    version,
    ...PACKED,
    ...TIME,
    '--swap-section-at',
    'bank_swap',
  ];
  return { file, said: await json([...words, ...more]) };
}
const refusal = async (elf: string, ...more: readonly string[]): Promise<string> => {
  const words = ['pack', elf, '--out', freshFile('twp'), '--version', '1.1.0', ...PACKED, ...TIME];
  const { exit, stderr } = await run([...words, '--swap-section-at', 'bank_swap', ...more]);
  expect(exit).not.toBe(0);
  return stderr;
};
/** The program with a descriptor that names run-once code, or without that. */
function described(name: string, runOnce: boolean): string {
  const bytes = readFileSync(built(`foreign/diff/${name}.elf`));
  const at = bytes.indexOf('TWBK');
  if (!runOnce) bytes.writeUInt32LE(0, at + 0x28);
  const file = freshFile('elf');
  writeFileSync(file, bytes);
  return file;
}

/** The reference firmware with its two copies of interrupt code, without descriptor; one of its variables is called so. */
function bareReference(variable: string): string {
  const bytes = readFileSync(built('g4/twinbank-g4-1.1.0.elf'));
  const descriptor = bytes.indexOf('TWBK');
  bytes.fill(0, descriptor, descriptor + 4);
  for (let at = bytes.indexOf('gain_schedule\0'); at >= 0; at = bytes.indexOf('gain_schedule\0', at + 1))
    bytes.write(variable, at, 'latin1');
  // In flash, behind the vector table, so that it is another program.
  bytes.write(variable.slice(-1), descriptor - 16, 'latin1');
  const file = freshFile('elf');
  writeFileSync(file, bytes);
  return file;
}

describe('a plan for programs that name their copies of interrupt code', () => {
  const COPIES = ['--isr-copies-at', '.isr_a,.isr_b', '--swap-section-at', '.swap'];
  const [old, next] = [bareReference('gain_schedule'), bareReference('gain_schedul2')];

  it('takes what lies in the copies for no variable, and leads from the image that devices run, copies and all', async () => {
    const origin = await pack(old, '1.0.0', ...COPIES, '--ram-layout', '1');
    const running = verifyContents(decodePackage(readFileSync(origin.file)));
    for (const from of [old, `${old}=${origin.file}`]) {
      const planned = await pack(next, '1.1.0', ...COPIES, '--ram-layout', '2', '--plan-from', from);
      const { manifest } = verifyContents(decodePackage(readFileSync(planned.file)));
      expect(manifest.plans).toEqual([
        { from: [imageDigest(running.code)], steps: [expect.objectContaining({ do: 'initialise', length: 8 })] },
      ]);
      const files = [`${old}=${origin.file}`, `${next}=${planned.file}`];
      expect(await json(['diff', ...files, '--part', 'STM32G474'])).toMatchObject({ verdict: 'live-plan' });
    }
  });

  it('is refused by the name of the image that has no such copies: only a reset leads from there', async () => {
    const stderr = await refusal(next, ...COPIES, '--plan-from', PLAIN);
    expect(stderr).toContain(`plan_impossible: from ${PLAIN}: .isr_a: the file has no such section`);
  });
});

describe('diff of packages', () => {
  const PART = ['--part', 'STM32G474'];
  const both = async (...more: readonly string[]) => {
    const [old, next] = [
      await pack(PLAIN, '1.0.0', '--ram-layout', '1'),
      await pack(ADDED, '1.1.0', '--ram-layout', '2', ...more),
    ];
    return [old.file, next.file] as const;
  };

  it('reads swap section, RAM layout and plan in them, and variables in the ELF files that are named with them', async () => {
    const [old, next] = await both('--plan-from', PLAIN);
    const alone = await json(['diff', old, next, ...PART]);
    expect(alone).toMatchObject({ from: old, to: next, verdict: 'live-plan', knows: 'types', severity: 2 });
    const [bare, silent] = [
      await pack(PLAIN, '1.0.0', '--ram-layout', '1', '--no-facts'),
      await pack(ADDED, '1.1.0', '--ram-layout', '2', '--plan-from', PLAIN, '--no-facts'),
    ];
    const unknown = await json(['diff', bare.file, silent.file, ...PART]);
    expect(unknown).toMatchObject({ verdict: 'live-plan', knows: 'nothing' });
    const known = await json(['diff', `${PLAIN}=${old}`, `${ADDED}=${next}`, ...PART]);
    expect(known).toMatchObject({ from: old, to: next, verdict: 'live-plan', knows: 'types', severity: 2 });
    const mixed = await json(['diff', PLAIN, `${ADDED}=${next}`, ...PART, '--swap-section-at', 'bank_swap']);
    expect(mixed).toMatchObject({ from: PLAIN, verdict: 'live-plan' });
  });

  it('says that without a plan, and with an older counter, there is another verdict', async () => {
    const [old, next] = await both();
    expect(await json(['diff', `${PLAIN}=${old}`, `${ADDED}=${next}`, ...PART])).toMatchObject({ verdict: 'reset' });
    const { file: older } = await pack(ADDED, '1.1.0', '--counter', '2', '--ram-layout', '2');
    const { exit, stdout } = await run(['diff', old, older, ...PART, '-o', 'json']);
    expect([exit, JSON.parse(stdout)]).toEqual([
      1,
      expect.objectContaining({
        verdict: 'refused',
        findings: expect.arrayContaining([expect.objectContaining({ code: 'counter_lower' })]),
      }),
    ]);
  });

  it('refuses an ELF file of another program, what is no package, and a package that is cut off', async () => {
    const [old, next] = await both();
    const cut = freshFile('twp');
    writeFileSync(cut, readFileSync(old).subarray(0, -1));
    const said = async (...files: readonly string[]): Promise<string> =>
      (await run(['diff', ...files, ...PART])).stderr;
    expect(await said(`${PLAIN}=${next}`, next)).toMatch(
      /^twinbank: package_contradicts_image: .* holds another program/,
    );
    expect(await said(`${PLAIN}=${PLAIN}`, next)).toMatch(/^twinbank: package_invalid: .* is no release package/);
    expect(await said(cut, next)).toMatch(/^twinbank: package_truncated: /);
    expect(await said(`${PLAIN}=`, next)).toMatch(/^twinbank: command_line_invalid: /);
  });
});

describe('pack --plan-from', () => {
  const step = expect.stringMatching(/^initialise 4 bytes at 0x2000[0-9a-f]{4} with zeros$/);
  const FROM = expect.stringMatching(/^live from the image with SHA-256 [0-9a-f]{64}:$/);

  it('puts a plan into the package, which whoever signs and verifies is shown in words', async () => {
    const { file, said } = await pack(ADDED, '1.1.0', '--plan-from', PLAIN);
    expect(said).toMatchObject({ plans: [FROM, step] });
    expect(await json(['verify', file])).toMatchObject({ plans: [FROM, step] });
    expect(await json(['inspect', file, '--part', 'STM32G474', '--agent', 'own'])).toMatchObject({
      plans: [FROM, step],
    });
    const { stderr } = await run(['sign', file, '--key-file', KEY_FILES[0]!]);
    expect(stderr).toMatch(/plan {5}live from the image with SHA-256 [0-9a-f]{64}:\n/);
    expect(stderr).toMatch(/plan {5}initialise 4 bytes at/);
  });

  it('names the image that devices run: with its sections, that of its package', async () => {
    const value = freshFile('bin');
    writeFileSync(value, Uint8Array.of(1));
    const old = await pack(PLAIN, '1.0.0', '--config', value);
    const [bare, carrying] = [
      await pack(ADDED, '1.1.0', '--plan-from', PLAIN),
      await pack(ADDED, '1.1.0', '--plan-from', `${PLAIN}=${old.file}`),
    ].map(({ said }) => (said as { plans: string[] }).plans);
    const { code } = verifyContents(decodePackage(readFileSync(old.file)));
    expect(carrying![0]).toContain(createHash('sha256').update(code).digest('hex'));
    expect(bare![0]).not.toBe(carrying![0]);
    expect(bare![1]).toBe(carrying![1]);
    const both = await pack(ADDED, '1.1.0', '--plan-from', PLAIN, '--plan-from', `${PLAIN}=${old.file}`);
    expect(both.said).toMatchObject({ plans: [bare![0], step, carrying![0], step] });
  });

  it('is refused where no plan is possible, with the reason and the file', async () => {
    expect(await refusal(PLAIN, '--plan-from', PLAIN)).toMatch(/plan_impossible: from .*plain\.elf: none is needed/);
    const without = built('foreign/diff/without-debug.elf');
    expect(await refusal(ADDED, '--plan-from', without)).toMatch(/plan_impossible: from .*types of the variables/);
    expect(await refusal(ADDED, '--plan-from', built('foreign/diff/plain-swap-section.elf'))).toMatch(
      /plan_impossible: .*swap_section_changed/,
    );
    const other = await pack(built('foreign/diff/plain-other-code.elf'), '1.0.0');
    expect(await refusal(ADDED, '--plan-from', `${PLAIN}=${other.file}`)).toMatch(/holds another program/);
    expect(await refusal(ADDED, '--plan-from', `${PLAIN}=${ADDED}`)).toMatch(/package_invalid: .* no release package/);
    expect(await refusal(ADDED, '--plan-from', `${PLAIN}=`)).toMatch(/It is an ELF file/);
    expect(await refusal(ADDED, '--plan-from', PLAIN, '--plan-from', PLAIN)).toMatch(/plan_invalid: two plans are for/);
  });

  it('is made of files only: a release of the server is refused with the reason and the way out, a file that is not there as any other', async () => {
    for (const name of ['own@1.0.0', 'own@1.0.0-rc.1'])
      expect(await refusal(ADDED, '--plan-from', name)).toMatch(
        new RegExp(
          `plan_impossible: ${name} names a release of the server.* nobody has signed.*--plan-from FILE\\.elf`,
        ),
      );
    expect(await refusal(ADDED, '--plan-from', 'builds/own@1.0.0')).toMatch(/file_unreadable/);
    expect(await refusal(ADDED, '--plan-from', 'own-1.0.0.elf')).toMatch(/file_unreadable/);
  });

  it('carries values that change places', async () => {
    const [base, moved] = ['base', 'moved'].map((name) => described(name, false));
    const words = ['pack', moved!, '--out', freshFile('twp'), '--version', '1.1.0', ...PACKED, ...TIME];
    expect(await json([...words, '--plan-from', base!])).toMatchObject({
      plans: expect.arrayContaining([
        expect.stringMatching(
          /^carry \d+ bytes from 0x2000[0-9a-f]{4} to 0x2000[0-9a-f]{4}, read before the first step$/,
        ),
      ]),
    });
  });

  it('is refused beside run-once code, which would move again what the plan has moved', async () => {
    const base = described('base', true);
    const words = [
      'pack',
      described('added', true),
      '--out',
      freshFile('twp'),
      '--version',
      '1.1.0',
      ...PACKED,
      ...TIME,
    ];
    const { stderr } = await run([...words, '--plan-from', base]);
    expect(stderr).toMatch(/request_invalid: .*plans or run-once code/);
    const out = freshFile('twp');
    const fine = ['pack', described('added', false), '--out', out, '--version', '1.1.0', ...PACKED, ...TIME];
    expect(await json([...fine, '--plan-from', base])).toMatchObject({
      plans: [FROM, expect.stringMatching(/^initialise/)],
    });
  });
});

describe('interrupt code that is named', () => {
  /** The reference firmware without what its descriptor begins with. */
  function bare(): string {
    const bytes = readFileSync(built('g4/twinbank-g4-1.1.0.elf'));
    bytes.writeUInt32LE(0, bytes.indexOf('TWBK'));
    const file = freshFile('elf');
    writeFileSync(file, bytes);
    return file;
  }

  it('is packed as two sections, which whoever signs and verifies is shown, and is found in the package again', async () => {
    const program = bare();
    const { file } = await pack(program, '1.1.0', '--isr-copies-at', '.isr_a,.isr_b');
    expect(await json(['verify', file])).toMatchObject({
      sections: [
        expect.stringMatching(/^ram-code at 0x10000000, 944 bytes/),
        expect.stringMatching(/^ram-code at 0x10000800, 944 bytes/),
      ],
    });
    const words = ['--part', 'STM32G474', '--swap-section-at', '.swap', '--isr-copies-at', '.isr_a,.isr_b'];
    const found = await json(['diff', file, `${program}=${file}`, ...words]);
    expect(found).toMatchObject({ knows: 'types', findings: expect.any(Array) });
    const codes = (found['findings'] as { code: string }[]).map(({ code }) => code);
    expect(codes).not.toContain('isr_copies_moved');
    const unnamed = await json(['diff', program, file, '--part', 'STM32G474', '--swap-section-at', '.swap']);
    expect((unnamed['findings'] as { code: string }[]).map(({ code }) => code)).toContain('isr_copies_moved');
    expect(await refusal(program, '--isr-copies-at', '.isr_a')).toMatch(/place_unknown.*name both copies/);
  });
});
