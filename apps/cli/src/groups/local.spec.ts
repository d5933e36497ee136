import { execFileSync } from 'node:child_process';
import { createCipheriv, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { imageWith } from '@twinbank/image';
import { encodePackage, packRelease } from '@twinbank/package';

import { overflows, sixteenBytes } from '../local/encryption.js';
import { IMAGE_FILE } from '../testing/runs.js';
import { runInMemory, type Ran, type World } from '../testing/run-in-memory.js';

const KEY = '00112233445566778899aabbccddeeff';
const IV = '000102030405060708090a0b00000000';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'twinbank-cli-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const run = (words: string, world: World = {}): Promise<Ran> =>
  runInMemory(
    words.split(' ').map((word) => (word.startsWith('@') ? at(word.slice(1)) : word)),
    world,
  );
const openssl = (from: string, to: string, ...more: string[]): void =>
  void execFileSync('openssl', ['enc', '-aes-128-ctr', ...more, '-K', KEY, '-iv', IV, '-in', at(from), '-out', at(to)]);

describe('encrypt and decrypt', () => {
  beforeAll(() => writeFileSync(at('key'), `${KEY.toUpperCase()}\n`));

  it.each([0, 1, 15, 16, 17, 4096, 200_003])('do with %d bytes what openssl does', async (length) => {
    const plain = randomBytes(length);
    writeFileSync(at('plain'), plain);
    openssl('plain', 'theirs');
    expect(await run(`encrypt @plain @ours --key-file @key --iv ${IV}`)).toEqual({ exit: 0, stdout: '', stderr: '' });
    expect(readFileSync(at('ours')).equals(readFileSync(at('theirs')))).toBe(true);
    openssl('ours', 'back', '-d');
    expect(readFileSync(at('back')).equals(plain)).toBe(true);
    expect(await run(`decrypt @theirs @back --key-file @key --iv ${IV}`)).toMatchObject({ exit: 0 });
    expect(readFileSync(at('back')).equals(plain)).toBe(true);
  });

  it('put salt in front and leave it out again, so that one image never looks the same', async () => {
    const plain = readFileSync(IMAGE_FILE);
    writeFileSync(at('plain'), plain);
    for (const name of ['one', 'two']) await run(`encrypt @plain @${name} --key-file @key --iv ${IV} --salt 16`);
    const [one, two] = [readFileSync(at('one')), readFileSync(at('two'))];
    expect([one.length, one.subarray(0, 16).equals(two.subarray(0, 16))]).toEqual([plain.length + 16, false]);
    openssl('one', 'back', '-d');
    expect(readFileSync(at('back')).subarray(16).equals(plain)).toBe(true);
    await run(`decrypt @one @back --key-file @key --iv ${IV} --salt 16`);
    expect(readFileSync(at('back')).equals(plain)).toBe(true);
  });

  it('take the key from the environment, or ask for it, and read and write streams', async () => {
    const expected = createCipheriv('aes-128-ctr', Buffer.from(KEY, 'hex'), Buffer.from(IV, 'hex')).update('some text');
    await run(`encrypt - @out --iv ${IV}`, { stdin: 'some text', env: { TWINBANK_KEY: KEY } });
    expect(readFileSync(at('out')).equals(expected)).toBe(true);
    expect(statSync(at('out')).mode & 0o777).toBe(0o600);
    const asked: World = { terminal: true, questions: { secret: async () => KEY } };
    expect(await run(`decrypt @out - --iv ${IV}`, asked)).toEqual({ exit: 0, stdout: 'some text', stderr: '' });
    expect(await run(`decrypt @out - --iv ${IV}`)).toMatchObject({ exit: 1, stdout: '' });
    expect(await run(`decrypt @out - --iv ${IV}`, { terminal: true })).toMatchObject({ exit: 2, stdout: '' });
  });

  it('refuse a key that openssl would fill up with zeros, and never say it', async () => {
    const wrong = ['', 'abc', KEY.slice(1), `${KEY}00`, KEY.replace('ff', 'fg')];
    for (const key of wrong) {
      const { exit, stderr } = await run(`encrypt @plain @x --iv ${IV}`, { env: { TWINBANK_KEY: key } });
      expect([exit, stderr]).toEqual([1, expect.stringMatching(/^twinbank: key_malformed: the key has /)]);
      if (key.length > 3) expect(stderr).not.toContain(key.slice(0, 6));
    }
    expect(() => sixteenBytes('00', 'the vector')).toThrow('the vector has 2 digits, not 32');
  });

  it('leave what was there if they cannot read to the end', async () => {
    writeFileSync(at('kept'), 'before');
    writeFileSync(at('short'), 'only this');
    expect(await run(`decrypt @short @kept --key-file @key --iv ${IV} --salt 100`)).toMatchObject({ exit: 1 });
    expect(await run(`decrypt @none @kept --key-file @key --iv ${IV}`)).toMatchObject({ exit: 1 });
    expect(await run(`decrypt @kept @kept --key-file @key --iv ${IV}`)).toMatchObject({ exit: 1 });
    expect(readFileSync(at('kept'), 'utf8')).toBe('before');
    expect(await run(`decrypt @short @none/x --key-file @key --iv ${IV}`)).toMatchObject({ exit: 1 });
    expect(readdirSync(folder).filter((name) => /\.[0-9a-f]{12}$/.test(name))).toEqual([]);
  });

  it('write to a device or pipe, and never put a file in its place', async () => {
    const pipe = at('pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    expect(await run(`encrypt - @pipe --key-file @key --iv ${IV}`, { stdin: 'text' })).toMatchObject({ exit: 0 });
    expect([statSync(pipe).isFIFO(), readSync(reader, Buffer.alloc(16))]).toEqual([true, 4]);
    closeSync(reader);
  });

  it('ask for a key without showing it where its file is a terminal', async () => {
    writeFileSync(at('plain'), 'some text');
    const asked: string[] = [];
    const questions = { secret: async (message: string) => (asked.push(message), KEY) };
    const typed: World = { terminal: true, questions, stdin: `${KEY}\n` };
    expect(await run(`encrypt @plain @out --key-file - --iv ${IV}`, typed)).toMatchObject({ exit: 0, stdout: '' });
    expect(asked).toEqual(['Key, as 32 hexadecimal digits']);
    expect(await run(`encrypt @plain @out --key-file - --iv ${IV}`, { stdin: KEY })).toMatchObject({ exit: 0 });
    expect(asked.length).toBe(1);
  });

  it('take no key and file from one standard input, and no key or image without an end', async () => {
    expect(await run(`encrypt - @x --key-file - --iv ${IV}`, { stdin: KEY })).toMatchObject({
      ...{ exit: 1, stderr: expect.stringMatching(/^twinbank: command_line_invalid: standard input /) },
    });
    expect(await run(`encrypt @plain @x --key-file /dev/zero --iv ${IV}`)).toMatchObject({
      ...{ exit: 1, stderr: expect.stringMatching(/^twinbank: file_unreadable: .*more than 1024 bytes/) },
    });
  });

  it('warn where hardware that counts in 32 bits would count otherwise', async () => {
    const high = `${IV.slice(0, 24)}ffffffff`;
    writeFileSync(at('plain'), randomBytes(17));
    const { exit, stderr } = await run(`encrypt @plain @x --key-file @key --iv ${high}`);
    expect([exit, stderr]).toEqual([0, expect.stringMatching(/^warning: the count /)]);
    const iv = Uint8Array.from(Buffer.from(high, 'hex'));
    expect([overflows(iv, 16), overflows(iv, 17), overflows(new Uint8Array(16), 1 << 30)]).toEqual([
      false,
      true,
      false,
    ]);
  });
});

describe('inspect', () => {
  it('says of a good image what it is, in every format the same', async () => {
    const elf = IMAGE_FILE.replace(/bin$/, 'elf');
    const seen = await Promise.all(
      [IMAGE_FILE, elf].map((file) => runInMemory(['inspect', file, '--part', 'STM32G484', '-o', 'json'])),
    );
    const [plain, other] = seen.map(({ stdout }) => JSON.parse(stdout) as Record<string, unknown>);
    expect(seen.map(({ exit }) => exit)).toEqual([0, 0]);
    expect([plain!['format'], other!['format']]).toEqual(['plain', 'elf']);
    expect(other!['image']).toEqual(plain!['image']);
    expect(plain).toMatchObject({ faults: [], resetHandler: expect.stringMatching(/^0x0800[0-9a-f]{4}$/) });
  });

  it('says what speaks against one, and ends with exit code 1', async () => {
    const words = ['inspect', IMAGE_FILE, '--part', 'STM32L486', '--version', '9.9.9'];
    const table = await runInMemory(words);
    expect([table.exit, table.stderr]).toEqual([1, '']);
    expect(table.stdout).toMatch(/^image_mismatch: the family inside the image is G4, not L4$/m);
    const json = await runInMemory([...words, '-o', 'json']);
    expect([json.exit, (JSON.parse(json.stdout) as { faults: unknown[] }).faults.length > 1]).toEqual([1, true]);
  });

  it('refuses an image in which nothing says that an agent is, unless the product has its own', async () => {
    const foreign = readFileSync(IMAGE_FILE);
    foreign.fill(0, 0x200, 0x204);
    writeFileSync(at('foreign'), foreign);
    const { exit, stdout } = await run('inspect @foreign --part STM32G484');
    expect([exit, stdout]).toEqual([1, expect.stringMatching(/^image_without_agent: the image has no descriptor/m)]);
    expect(await run('inspect @foreign --part STM32G484 --agent own')).toMatchObject({ exit: 0 });
    expect(await run('inspect @foreign --part STM32G484 --agent ours')).toMatchObject({ exit: 1, stdout: '' });
  });

  it('shows the sections of an image and of a package, and why they cannot be read', async () => {
    const image = imageWith(readFileSync(IMAGE_FILE), [
      { type: 'config', bytes: Uint8Array.of(1, 2, 3) },
      { type: 'companion', target: 'radio', address: 0x400, bytes: Uint8Array.of(1, 2, 3) },
    ]);
    const digest = '039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81';
    const sections = [
      `config, 3 bytes, SHA-256 ${digest}`,
      `companion for radio at 0x00000400, 3 bytes, SHA-256 ${digest}`,
    ];
    const inspect = async (bytes: Uint8Array): Promise<[number, Record<string, unknown>]> => {
      writeFileSync(at('image'), bytes);
      const { exit, stdout } = await run('inspect @image --part STM32G484 -o json');
      return [exit, JSON.parse(stdout) as Record<string, unknown>];
    };
    expect(await inspect(image)).toMatchObject([0, { format: 'plain', sections, faults: [] }]);
    expect((await run('inspect @image --part STM32G484')).stdout).toContain('companion for radio at 0x00000400');
    expect((await inspect(readFileSync(IMAGE_FILE)))[1]).not.toHaveProperty('sections');

    const said = { product: 'motor', version: '1.1.0', counter: 2, parts: ['STM32G484'], hardware: ['A'] } as const;
    const release = packRelease({ ...said, code: image, createdMs: 0, blockSize: 1024 });
    expect(await inspect(encodePackage(release))).toMatchObject([0, { format: 'package', sections, faults: [] }]);
    const cut = await inspect(encodePackage(release).slice(0, -1));
    expect(cut).toMatchObject([1, { format: 'package', faults: [{ code: 'package_truncated' }] }]);

    const spoilt = image.slice();
    spoilt[image.length - 70]! ^= 1;
    expect(await inspect(spoilt)).toMatchObject([1, { faults: [{ code: 'section_table_invalid' }] }]);
  });

  it('needs a part, and a file that is there', async () => {
    expect(await runInMemory(['inspect', IMAGE_FILE])).toMatchObject({ exit: 1, stdout: '' });
    expect(await runInMemory(['inspect', at('none'), '--part', 'STM32G484'])).toMatchObject({ exit: 1, stdout: '' });
  });
});

/** The map that GNU ld would have written with the reference firmware, if it had two variables, the second one there. */
const mapWith = (address: string): string => `Memory Configuration

Linker script and memory map

.text           0x08000000      0x400
 .rodata.firmware_version
                0x08000210       0x10 main.o

.bss            0x20000000       0x20
 .bss.count     0x20000000        0x4 a/config.o
 .bss.count     ${address}        0x4 b/config.o
`;

describe('--map', () => {
  const options = ['--part', 'STM32G484', '--output', 'json'];
  const json = ({ stdout }: Ran): Record<string, unknown> => JSON.parse(stdout) as Record<string, unknown>;
  beforeAll(() => {
    writeFileSync(at('old.map'), mapWith('0x20000004'));
    writeFileSync(at('new.map'), mapWith('0x20000008'));
    writeFileSync(at('other.map'), mapWith('0x20000004').replace('0x400', '0x90000'));
  });

  it('names places of plain bytes to inspect and pack, and is refused if it is of another build', async () => {
    const asked = [...options, '--version', '1.1.0', '--version-at', 'firmware_version'];
    const found = (...more: string[]) => runInMemory(['inspect', IMAGE_FILE, ...asked, ...more]);
    expect(json(await found('--map', at('old.map')))).toMatchObject({
      faults: [],
      findings: expect.arrayContaining([{ code: 'version_found', detail: 'firmware_version says 1.1.0' }]),
    });
    expect(json(await found())).toMatchObject({ faults: [{ code: 'place_unknown' }] });
    const other = await found('--map', at('other.map'));
    expect([other.exit, json(other)]).toMatchObject([
      1,
      { faults: [{ code: 'map_mismatch', detail: expect.stringMatching(/^line 5: /) }] },
    ]);
    const said = ['--product', 'm', '--counter', '2', '--hardware', 'A', '--created', '2026-11-22T12:00:00Z'];
    const pack = (map: string) =>
      runInMemory(['pack', IMAGE_FILE, '--out', at('mapped.twp'), ...asked, ...said, '--map', at(map)]);
    expect(await pack('other.map')).toMatchObject({
      exit: 1,
      stderr: expect.stringMatching(/^twinbank: map_mismatch/),
    });
    expect(await pack('old.map')).toMatchObject({ exit: 0 });
  });

  it('names the variables of plain bytes to diff, for each side', async () => {
    const maps = ['--from-map', at('old.map'), '--map', at('new.map')];
    const found = json(await runInMemory(['diff', IMAGE_FILE, IMAGE_FILE, ...options, ...maps]));
    expect([found['knows'], found['variables']]).toEqual([
      'symbols',
      [
        expect.objectContaining({
          kind: 'moved',
          name: 'config.o:count',
          to: expect.objectContaining({ address: 0x20000008 }),
        }),
      ],
    ]);
  });
});

describe('diff', () => {
  const versions = ['1.0.0', '1.1.0'].map((version) => IMAGE_FILE.replace(/1\.1\.0\.bin$/, `${version}.elf`));
  const diff = (...more: string[]): Promise<Ran> => runInMemory(['diff', ...more, '--part', 'STM32G484']);

  it('says whether one image can replace the other live, and what run-once code has to do', async () => {
    const { exit, stdout } = await diff(...versions);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^verdict +live-run-once$/m);
    expect(stdout).toMatch(/^run-once variable_added: .*: gain_schedule$/m);
    expect(stdout).toMatch(/^2 added +gain_schedule 0x20001800 \(8 bytes\)$/m);
    const json = JSON.parse((await diff(...versions, '--output', 'json')).stdout) as Record<string, unknown>;
    expect(json).toMatchObject({ verdict: 'live-run-once', severity: 2, plan: { needsCode: false } });
    expect((await diff(...versions, '--code')).stdout).toMatch(
      /memset\(AT\(0x20001800u\), 0, 8\); \/\* gain_schedule \*\/$/m,
    );
  });

  it('ends with exit code 1 if the verdict is worse than it may be', async () => {
    expect((await diff(...versions, '--at-least', 'live')).exit).toBe(1);
    expect((await diff(...versions, '--at-least', 'live-run-once')).exit).toBe(0);
    const [from, to] = versions;
    const back = await diff(to!, from!);
    expect([back.exit, back.stdout]).toEqual([1, expect.stringMatching(/^refuse +counter_lower: /m)]);
    expect((await diff(to!, from!, '--at-least', 'refused')).exit).toBe(0);
  });

  it('says that it knows less of plain images, and refuses what is none', async () => {
    const plain = versions.map((name) => name.replace(/elf$/, 'bin'));
    expect((await diff(...plain)).stdout).toMatch(/^warning +variables_unknown: /m);
    writeFileSync(at('cut.elf'), readFileSync(versions[0]!).subarray(0, 300));
    expect(await diff(at('cut.elf'), versions[1]!)).toMatchObject({
      ...{ exit: 1, stdout: '', stderr: expect.stringMatching(/^twinbank: file_malformed: .*elf_truncated/) },
    });
  });
});
