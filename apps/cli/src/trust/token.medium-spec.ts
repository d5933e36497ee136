import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { IMAGE_FILE } from '../testing/runs.js';
import { runInMemory } from '../testing/run-in-memory.js';
import { removeFreshFiles, unsignedPackage, unsignedPolicy } from '../testing/trust-files.js';

const MODULE = ['/usr/lib/softhsm/libsofthsm2.so', '/opt/homebrew/lib/softhsm/libsofthsm2.so'].find(existsSync);
const PYTHON = process.env['TEST_PYTHON'] ?? 'python3';
const answers = (...command: [string, ...string[]]): boolean => {
  try {
    execFileSync(command[0], command.slice(1), { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const hasToken = (): boolean =>
  MODULE !== undefined && answers('softhsm2-util', '--version') && answers(PYTHON, '-c', 'import PyKCS11');
// Where the tools are promised, they are not to be missing unnoticed.
const here = process.env['TEST_TOKEN'] !== undefined || hasToken() ? describe : describe.skip;

const hasTools = (): boolean => MODULE !== undefined && answers('softhsm2-util', '--version') && hasPkcs11Tool();
// It knows no option that says its version, and ends with 1 without any.
const hasPkcs11Tool = (): boolean => answers('sh', '-c', 'command -v pkcs11-tool');
const withTools = process.env['TEST_TOKEN'] !== undefined || hasTools() ? describe : describe.skip;

/** Settings of SoftHSM by which its tokens lie in a folder. */
function settingsOfTokens(folder: string): string {
  const [tokens, conf] = [join(folder, 'tokens'), join(folder, 'softhsm2.conf')];
  mkdirSync(tokens);
  writeFileSync(conf, `directories.tokendir = ${tokens}\nobjectstore.backend = file\n`);
  return conf;
}

type Run = (words: readonly string[], more?: object) => ReturnType<typeof runInMemory>;

/** Neither another key of the token nor a wrong PIN changes a package. */
async function othersAreNoticed(run: Run, signer: { right: readonly string[]; other: readonly string[] }) {
  const file = unsignedPackage(IMAGE_FILE);
  const before = readFileSync(file);
  const other = await run(['sign', file, ...signer.other]);
  expect([other.exit, other.stderr]).toEqual([1, expect.stringMatching(/signature_invalid/)]);
  const wrong = await run(['sign', file, ...signer.right], { TOKEN_PIN: '000000' });
  expect([wrong.exit, wrong.stderr]).toEqual([1, expect.stringMatching(/CKR_PIN_INCORRECT[\s\S]*signer_failed/)]);
  expect(readFileSync(file)).toEqual(before);
}

withTools('a key of P-256 in a token (SoftHSM, by pkcs11-tool and openssl)', () => {
  let folder: string;
  let env: Record<string, string | undefined>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'twinbank-token-'));
    const conf = settingsOfTokens(folder);
    env = { PATH: process.env['PATH'], SOFTHSM2_CONF: conf, TOKEN_PIN: '271828' };
    const call = (program: string, ...words: string[]): void =>
      void execFileSync(program, words, { stdio: 'ignore', env: { ...env } });
    call('softhsm2-util', '--init-token', '--free', '--label', 'team', '--pin', '271828', '--so-pin', '31415926');
    const token = ['--module', MODULE!, '--token-label', 'team'];
    for (const id of ['01', '02']) {
      const made = ['--keypairgen', '--key-type', 'EC:prime256v1', '--label', `release-${id}`, '--id', id];
      call('pkcs11-tool', ...token, '--login', '--pin', '271828', ...made);
    }
    call('pkcs11-tool', ...token, '--read-object', '--type', 'pubkey', '--id', '01', '-o', join(folder, 'der'));
    call('openssl', 'pkey', '-pubin', '-inform', 'DER', '-in', join(folder, 'der'), '-out', join(folder, 'token.pem'));
    // The program of the documentation, as somebody copies it.
    const page = readFileSync(new URL('../../../../docs/keys.md', import.meta.url), 'utf8');
    const [, program] = /```sh\n(# p256-sign\.sh[\s\S]*?)```/.exec(page)!;
    writeFileSync(join(folder, 'p256-sign.sh'), program!);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    removeFreshFiles();
  });
  const sleep = (): Promise<void> => new Promise(() => undefined);
  const run = (words: readonly string[], more = {}) => runInMemory(words, { sleep, env: { ...env, ...more } });
  const signer = (id: string): string[] => [
    ...['--key-file', join(folder, 'token.pem')],
    ...['--signer', `sh "${join(folder, 'p256-sign.sh')}" "${MODULE}" team ${id}`],
  ];

  it('signs a package, again and again, and a policy by the program of docs/keys.md', async () => {
    const shown = await run(['key', 'show', join(folder, 'token.pem'), '-o', 'json']);
    const { kid, crv } = JSON.parse(shown.stdout) as { kid: string; crv: string };
    expect(crv).toBe('P-256');
    for (let count = 0; count < 4; count++) {
      const file = unsignedPackage(IMAGE_FILE);
      expect(await run(['sign', file, ...signer('01')])).toMatchObject({ exit: 0 });
      const verified = await run(['verify', file, '--key-file', join(folder, 'token.pem'), '-o', 'json']);
      expect(JSON.parse(verified.stdout)).toMatchObject({ version: '1.1.0', signers: [kid] });
    }
    expect(await run(['policy', 'sign', unsignedPolicy(), ...signer('01')])).toMatchObject({ exit: 0 });
  });

  it('is noticed where it is another one than the public half says, or the PIN is wrong', () =>
    othersAreNoticed(run, { right: signer('01'), other: signer('02') }));
});

here('a key in a token (SoftHSM, by PKCS #11)', () => {
  let folder: string;
  let env: Record<string, string | undefined>;
  const tool = (program: string, ...words: string[]): void =>
    void execFileSync(program, words, { stdio: 'ignore', env: { ...env } });
  const pkcs11 = (...words: string[]): void =>
    tool('pkcs11-tool', '--module', MODULE!, '--token-label', 'team', ...words);
  // Nobody's time is over.
  const sleep = (): Promise<void> => new Promise(() => undefined);
  const run = (words: readonly string[], more = {}) => runInMemory(words, { sleep, env: { ...env, ...more } });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'twinbank-token-'));
    const conf = settingsOfTokens(folder);
    // Whoever signs is started by the program under test, and inherits these.
    env = { PATH: process.env['PATH'], SOFTHSM2_CONF: conf, TOKEN_PIN: '271828' };
    const pins = ['--pin', '271828', '--so-pin', '31415926'];
    tool('softhsm2-util', '--init-token', '--free', '--label', 'team', ...pins);
    for (const label of ['release', 'other'])
      pkcs11('--login', '--pin', '271828', '--keypairgen', '--key-type', 'EC:edwards25519', '--label', label);
    pkcs11('--read-object', '--type', 'pubkey', '--label', 'release', '-o', join(folder, 'token.pem'));
    // The program of the documentation, as somebody copies it.
    const page = readFileSync(new URL('../../../../docs/keys.md', import.meta.url), 'utf8');
    const [, program] = /```python\n(# pkcs11-sign\.py[\s\S]*?)```/.exec(page)!;
    writeFileSync(join(folder, 'pkcs11-sign.py'), program!);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    removeFreshFiles();
  });
  const signer = (label: string): string[] => [
    ...['--key-file', join(folder, 'token.pem')],
    ...['--signer', `"${PYTHON}" "${join(folder, 'pkcs11-sign.py')}" "${MODULE}" team ${label}`],
  ];

  it('signs a package and a policy by the program of docs/keys.md, and does not give itself out', async () => {
    const file = unsignedPackage(IMAGE_FILE);
    expect(await run(['sign', file, ...signer('release')])).toMatchObject({ exit: 0 });
    const verified = await run(['verify', file, '--key-file', join(folder, 'token.pem'), '-o', 'json']);
    const shown = await run(['key', 'show', join(folder, 'token.pem'), '-o', 'json']);
    const { kid } = JSON.parse(shown.stdout) as { kid: string };
    expect(JSON.parse(verified.stdout)).toMatchObject({ version: '1.1.0', signers: [kid] });
    expect(await run(['policy', 'sign', unsignedPolicy(), ...signer('release')])).toMatchObject({ exit: 0 });
  });

  it('is noticed where it is another one than the public half says, or the PIN is wrong', () =>
    othersAreNoticed(run, { right: signer('release'), other: signer('other') }));
});
