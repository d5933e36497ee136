import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { createKeyRingText, parseKeyRing, readSealedRing } from '@twinbank/keys';
import { hasSoftToken, softToken, type SoftToken } from '@twinbank/testkit/soft-token';

const tool = (name: string): string => fileURLToPath(new URL(`../../../tools/${name}`, import.meta.url));
const TEXT = createKeyRingText((length) => new Uint8Array(length).fill(7));
/** A seed of the ring as it would stand in a file. */
const SECRET = Buffer.alloc(32, 7).toString('base64url');

// With TEST_TOKEN, SoftHSM must be there.
const here = hasSoftToken() ? describe : describe.skip;
here('the tools for a key ring in the keeping of a token', () => {
  let soft: SoftToken;
  let folder: string;
  let file: string;
  beforeAll(() => {
    soft = softToken();
  });
  afterAll(() => soft.remove());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twinbank-custody-'));
    file = join(folder, 'key-ring.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const settings = (): Record<string, string> => ({ KEY_TOKEN_MODULE: soft.module, KEY_TOKEN_PIN_FILE: soft.pinFile });
  const run = (
    name: string,
    words: readonly string[],
    { env = settings(), input = '' }: { env?: Record<string, string>; input?: string } = {},
  ) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [tool(name), ...words], {
      encoding: 'utf8',
      input,
      env: { ...soft.env, NODE_OPTIONS: '', ...env },
    });
    return { status, stdout, stderr };
  };
  const custody = (...words: string[]) => run('key-custody.mjs', words);
  const KEY = ['--token', 'server', '--id', '01'];
  const read = (name = file): string => readFileSync(name, 'utf8');
  const kidsOf = async (text: string) => (await parseKeyRing(text)).ticketKeys.map(({ kid }) => kid);
  const opened = (name = file): string => custody('unseal', name, '--out', '-').stdout;
  const secretsLieIn = (): string[] => readdirSync(folder).filter((name) => read(join(folder, name)).includes(SECRET));

  it('seal a ring and its copy; only the file that is to be taken away has it as it was', () => {
    writeFileSync(file, TEXT, { mode: 0o600 });
    writeFileSync(`${file}.bak`, TEXT, { mode: 0o600 });
    const { status, stdout } = custody('seal', file, ...KEY);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/sealed by key 01 of the token server\. .*\.unsealed/)]);
    expect(secretsLieIn()).toEqual(['key-ring.json.unsealed']);
    expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
    expect([opened(), opened(`${file}.bak`), read(`${file}.unsealed`)]).toEqual([TEXT, TEXT, TEXT]);
    expect(custody('seal', file, ...KEY)).toMatchObject({ status: 1, stderr: expect.stringMatching(/sealed already/) });
  });

  it('seal nothing where the token does not do it: the ring is as it was, and nothing lies about', () => {
    writeFileSync(file, TEXT, { mode: 0o600 });
    const cases: [string[], RegExp][] = [
      [['--token', 'other', '--id', '01'], /key_token_away/],
      [['--token', 'server', '--id', '77'], /key_token_key_missing/],
      [['--token', 'server', '--id', '01', '--mechanism', 'ECDSA'], /SHA256-HMAC, EDDSA/],
    ];
    for (const [words, message] of cases) {
      const { status, stderr } = custody('seal', file, ...words);
      expect([status, stderr]).toEqual([1, expect.stringMatching(message)]);
    }
    writeFileSync(file, 'scribble');
    expect(custody('seal', file, ...KEY)).toMatchObject({ status: 1, stderr: expect.stringMatching(/key ring/) });
    expect([readdirSync(folder), read()]).toEqual([['key-ring.json'], 'scribble']);
  });

  it('leave no copy as it is because the token went away before it was sealed', () => {
    // The program that asks the token, pulled out after so many calls.
    const calls = join(soft.folder, 'calls');
    const pulledAfter = (most: number) => {
      const programs = join(soft.folder, 'programs');
      mkdirSync(programs, { recursive: true });
      const real = String(process.env['PATH']);
      const script = `#!/bin/sh\necho >> '${calls}'\n[ $(wc -l < '${calls}') -le ${most} ] || exit 1\nPATH='${real}' exec pkcs11-tool "$@"\n`;
      writeFileSync(join(programs, 'pkcs11-tool'), script, { mode: 0o755 });
      rmSync(calls, { force: true });
      const env = { ...settings(), PATH: `${programs}:${real}` };
      return run('key-custody.mjs', ['seal', file, ...KEY], { env });
    };
    writeFileSync(file, TEXT, { mode: 0o600 });
    expect(pulledAfter(1000).status).toBe(0);
    const forTheRing = read(calls).length;
    rmSync(`${file}.unsealed`);
    for (const name of [file, `${file}.bak`]) writeFileSync(name, TEXT, { mode: 0o600 });
    const { status, stderr } = pulledAfter(forTheRing);
    expect([status, stderr, read(calls).length > forTheRing]).toEqual([1, expect.stringMatching(/key_token_/), true]);
    expect([read(), read(`${file}.bak`), existsSync(`${file}.unsealed`)]).toEqual([TEXT, TEXT, false]);
  });

  it('go on where a run broke off, and write over no other ring', () => {
    writeFileSync(file, TEXT, { mode: 0o600 });
    // As a run leaves it that ends before its last step.
    writeFileSync(`${file}.unsealed`, TEXT);
    writeFileSync(`${file}.new`, 'half');
    expect(custody('seal', file, ...KEY).status).toBe(0);
    expect([opened(), existsSync(`${file}.new`)]).toEqual([TEXT, false]);
    writeFileSync(file, TEXT);
    writeFileSync(`${file}.unsealed`, 'another ring');
    expect(custody('seal', file, ...KEY)).toMatchObject({ status: 1, stderr: expect.stringMatching(/another ring/) });
    expect([read(), read(`${file}.unsealed`)]).toEqual([TEXT, 'another ring']);
  });

  it('make a ring that was never on the disk as it is', async () => {
    expect(custody('new', file, ...KEY).status).toBe(0);
    expect([readdirSync(folder), statSync(file).mode & 0o777]).toEqual([['key-ring.json'], 0o600]);
    expect(await kidsOf(opened())).toHaveLength(1);
    expect(custody('new', file, ...KEY)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/is there already/),
    });
  });

  it('rotate epochs and keys of a sealed ring, which stays sealed, as does the copy of the one before', async () => {
    writeFileSync(file, TEXT, { mode: 0o600 });
    custody('seal', file, ...KEY);
    rmSync(`${file}.unsealed`);
    expect(run('rotate-key-ring.mjs', [file])).toMatchObject({ status: 0, stdout: expect.stringMatching(/epoch 2/) });
    expect((await parseKeyRing(opened())).masters.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(opened(`${file}.bak`)).toBe(TEXT);
    expect(run('rotate-key-ring.mjs', ['--next-ticket-key', file]).status).toBe(0);
    expect(await kidsOf(opened())).toEqual([...(await kidsOf(TEXT)), expect.any(String)]);
    expect(run('rotate-key-ring.mjs', ['--drop-manifest-key', file]).status).toBe(0);
    expect((await parseKeyRing(opened())).manifestKeys).toEqual([]);
    // The copy of the change before has lost it, too; the one that is to be taken away has it.
    expect((await parseKeyRing(opened(`${file}.bak`))).manifestKeys).toEqual([]);
    expect((await parseKeyRing(opened(`${file}.with-manifest-key`))).manifestKeys).toHaveLength(1);
    expect(secretsLieIn()).toEqual([]);
    const without = run('rotate-key-ring.mjs', [file], { env: {} });
    expect(without).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/sealed by the token server: set KEY_TOKEN/),
    });
  });

  it('rotate nothing while the token is away: ring and copy stay as they are', () => {
    custody('new', file, ...KEY);
    const before = read();
    const away = { KEY_TOKEN_MODULE: '/nowhere.so', KEY_TOKEN_PIN_FILE: soft.pinFile };
    expect(run('rotate-key-ring.mjs', [file], { env: away })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/plug it in/),
    });
    expect([readdirSync(folder), read()]).toEqual([['key-ring.json'], before]);
  });

  it('hand a ring from the token of one server to that of another, past every disk', () => {
    custody('new', file, ...KEY);
    const other = join(folder, 'other.json');
    const ring = opened();
    const sealed = run('key-custody.mjs', ['seal', other, '--from', '-', ...KEY], { input: ring });
    expect([sealed.status, opened(other)]).toEqual([0, ring]);
    expect(readSealedRing(read(other)).salt).not.toEqual(readSealedRing(read()).salt);
    expect(readdirSync(folder)).toEqual(['key-ring.json', 'other.json']);
  });

  it('give a ring back as it was, into a file for its owner alone', () => {
    writeFileSync(file, TEXT, { mode: 0o600 });
    custody('seal', file, ...KEY);
    const out = join(folder, 'plain.json');
    expect(custody('unseal', file, '--out', out).status).toBe(0);
    expect([read(out), statSync(out).mode & 0o777]).toEqual([TEXT, 0o600]);
    expect(custody('unseal', file, '--out', out)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/is there already/),
    });
    expect(custody('unseal', out, '--out', '-')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/is not sealed/),
    });
  });

  it('do what docs/keys.md says, word by word, from the token to the sealed ring', () => {
    const page = readFileSync(new URL('../../../docs/keys.md', import.meta.url), 'utf8');
    const [, block] = /```sh\n(softhsm2-util --init-token --free --label server\n[\s\S]*?)npm start\n```/.exec(page)!;
    // Nobody sits at a terminal: the PINs come with the words that would ask for them; and SoftHSM lies elsewhere on some systems.
    const script = block!
      .replace('--label server\n', `--label server --pin ${soft.pin} --so-pin 31415926\n`)
      .replace('--login', '--login --pin env:TOKEN_PIN')
      .replaceAll('/usr/lib/softhsm/libsofthsm2.so', soft.module)
      .replaceAll('node tools/', `"${process.execPath}" "${tool('')}`)
      .replaceAll('.mjs ', '.mjs" ');
    mkdirSync(join(folder, 'tokens'));
    mkdirSync(join(folder, '.twinbank'));
    const conf = join(folder, 'softhsm2.conf');
    writeFileSync(conf, `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\n`);
    const ring = join(folder, '.twinbank', 'key-ring.json');
    writeFileSync(ring, TEXT, { mode: 0o600 });
    const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: folder,
      encoding: 'utf8',
      input: `${soft.pin}\n`,
      env: { ...soft.env, SOFTHSM2_CONF: conf, NODE_OPTIONS: '' },
    });
    expect([status, stderr]).toEqual([0, expect.not.stringMatching(/Fault|error:/)]);
    expect(stdout).toMatch(/sealed by key 01 of the token server\. [\s\S]*keys for tickets: /);
    expect([readSealedRing(read(ring)).by.token, read(`${ring}.unsealed`)]).toEqual(['server', TEXT]);
    expect(statSync(join(folder, 'token-pin')).mode & 0o777).toBe(0o600);
    rmSync(join(folder, 'tokens'), { recursive: true });
  });

  it('show how a ring is kept, and with the token which keys are in it, but no secret', async () => {
    writeFileSync(file, TEXT, { mode: 0o600 });
    expect(custody('show', file).stdout).toMatch(/as it is, for everybody who can read this file\n/);
    custody('seal', file, ...KEY);
    const [kid] = await kidsOf(TEXT);
    const shown = custody('show', file).stdout;
    expect(shown).toMatch(/sealed by key 01 of the token server \(SHA256-HMAC\)\n.*master keys: 1\n/);
    expect([shown.includes(`keys for tickets: ${kid}`), shown.includes(SECRET)]).toEqual([true, false]);
    expect(run('key-custody.mjs', ['show', file], { env: {} }).stdout).toMatch(/sealed by key 01.*\nname the token/);
  });
});

describe('key-custody', () => {
  it.each([
    [[], /name one of new, seal, unseal, show/],
    [['seal'], /and one FILE/],
    [['toString', 'f'], /name one of/],
    [['new', '/nowhere/ring'], /--token LABEL --id HEX/],
    [['new', '/nowhere/ring', '--token', 't', '--id', '01'], /--module FILE --pin-file FILE/],
    [['unseal', '/nowhere/ring'], /--out FILE/],
    [['seal', '/nowhere/ring', '--from', 'x'], /--from takes - alone/],
  ])('says of %j what is missing', (words, message) => {
    const { status, stderr } = spawnSync(process.execPath, [tool('key-custody.mjs'), ...words], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
