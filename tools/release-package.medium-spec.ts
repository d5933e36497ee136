import { spawnSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const TOOL = fileURLToPath(new URL('release-package.mjs', import.meta.url));
const IMAGE = fileURLToPath(new URL('../simulators/firmware/build/g4/twinbank-g4-1.1.0.bin', import.meta.url));
const PASSPHRASE = 'correct horse battery';

describe('release-package', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'twinbank-package-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const at = (name: string): string => join(folder, name);
  const run = (args: readonly string[], passphrase: string | undefined = PASSPHRASE) => {
    const { NODE_OPTIONS: _, TWINBANK_PASSPHRASE: __, ...env } = process.env;
    return spawnSync(process.execPath, [TOOL, ...args], {
      encoding: 'utf8',
      env: { ...env, ...(passphrase !== '' && { TWINBANK_PASSPHRASE: passphrase }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };
  const named = [
    '--product',
    'motor',
    '--version',
    '1.1.0',
    '--counter',
    '2',
    '--part',
    'STM32G484',
    '--hardware',
    'A',
  ];
  const pack = (out: string, ...more: string[]) =>
    run(['pack', IMAGE, '--out', at(out), ...named, '--created', '2026-11-22T12:00:00Z', ...more]);

  it('makes a key, packs, signs and verifies, and the same inputs give the same package', () => {
    const made = [run(['key', at('a.json')]), run(['key', at('b.json')])];
    expect(made.map(({ status }) => status)).toEqual([0, 0]);
    const [a, b] = made.map(({ stdout }) => (JSON.parse(stdout) as { kid: string }).kid);
    expect(run(['key', at('a.json')], '').stdout).toBe(made[0]!.stdout);
    expect(statSync(at('a.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(at('a.json'), 'utf8')).not.toContain('"d"');
    for (const out of ['one.twp', 'two.twp']) {
      expect(pack(out)).toMatchObject({ status: 0, stderr: '' });
      expect(run(['sign', at(out), '--key', at('a.json')])).toMatchObject({
        status: 0,
        stderr: expect.stringMatching(
          RegExp(
            `^product  motor\nversion  1\\.1\\.0\ncounter  2\n(?:.+\n)*image    \\d+ bytes, .*\nsigned by ${a}\n$`,
          ),
        ),
      });
    }
    expect(readFileSync(at('one.twp'))).toEqual(readFileSync(at('two.twp')));
    const keys = ['--key', at('a.json'), '--key', at('b.json')];
    expect(run(['verify', at('one.twp'), ...keys, '--threshold', '2'], '')).toMatchObject({
      ...{ status: 1, stderr: expect.stringContaining('signatures_missing') },
    });
    run(['sign', at('one.twp'), '--key', at('b.json')]);
    expect(run(['verify', at('one.twp'), ...keys, '--threshold', '2'], '')).toMatchObject({
      ...{ status: 0, stdout: `motor 1.1.0, counter 2: sound; signed by ${a}, ${b}\n` },
    });
    expect(run(['sign', at('one.twp'), '--key', at('b.json')]).stderr).toContain('signature_repeated');
    expect(run(['verify', at('one.twp'), '--key', at('a.json')], '').stderr).toContain('signing_key_unknown');
  }, 60_000);

  it('refuses a wrong passphrase, a short one and none, and writes nothing over', () => {
    expect(pack('three.twp').status).toBe(0);
    const before = readFileSync(at('three.twp'));
    const wrong = run(['sign', at('three.twp'), '--key', at('a.json')], 'another passphrase');
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('wrong passphrase')]);
    expect(run(['sign', at('three.twp'), '--key', at('a.json')], '').stderr).toContain('nobody can be asked');
    expect(readFileSync(at('three.twp'))).toEqual(before);
    expect(run(['key', at('short.json')], 'short').status).toBe(1);
    expect(() => statSync(at('short.json'))).toThrow();
  }, 60_000);

  it('does not sign what nobody would take, and names the fault', () => {
    const bytes = readFileSync(at('three.twp'));
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(at('bad.twp'), bytes);
    for (const command of [
      ['sign', at('bad.twp'), '--key', at('a.json')],
      ['verify', at('bad.twp')],
    ])
      expect(run(command)).toMatchObject({ status: 1, stderr: expect.stringContaining('package_digest_mismatch') });
    writeFileSync(at('secret.json'), 'hush');
    expect(run(['sign', at('three.twp'), '--key', at('secret.json')]).stderr).not.toContain('hush');
    const other = run([
      'pack',
      IMAGE,
      '--out',
      at('four.twp'),
      ...named.map((value) => (value === '1.1.0' ? '1.2.0' : value)),
    ]);
    expect(other).toMatchObject({ ...{ status: 1, stderr: expect.stringContaining('image_mismatch') } });
  }, 60_000);

  it('signs who may sign next, and shows it', () => {
    const { kid, ...jwk } = JSON.parse(run(['key', at('a.json')], '').stdout) as Record<string, string>;
    const next = { product: 'motor', sequence: 2, keys: [{ name: 'release', jwk }], serverKey: false };
    writeFileSync(at('policy.json'), JSON.stringify(next));
    const signed = run(['policy', at('policy.json'), '--key', at('a.json')]);
    expect(signed).toMatchObject({ status: 0, stderr: expect.stringContaining('"sequence": 2') });
    const { signatures, ...said } = JSON.parse(readFileSync(at('policy.json'), 'utf8')) as {
      signatures: [{ protected: string; signature: string }];
    };
    // By the words of docs/keys.md alone.
    const bytes = `{"product":"motor","sequence":2,"keys":[{"name":"release","jwk":${JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: jwk['x'], kid })}}],"threshold":1,"serverKey":false}`;
    expect(said).toEqual(JSON.parse(bytes));
    const [{ protected: header, signature }] = signatures;
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
      alg: 'EdDSA',
      kid,
      typ: 'twinbank-signing+jws',
    });
    const text = Buffer.from(`${header}.${Buffer.from(bytes).toString('base64url')}`);
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify(null, text, key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(run(['policy', at('policy.json'), '--key', at('a.json')]).stderr).toContain('signature_repeated');
    writeFileSync(at('no-policy.json'), '{}');
    expect(run(['policy', at('no-policy.json'), '--key', at('a.json')]).stderr).toContain('no policy');
  }, 60_000);

  it('writes over no file, and names what is wrong with its command line', () => {
    const before = readFileSync(at('one.twp'));
    expect(pack('one.twp')).toMatchObject({ status: 1, stderr: expect.stringContaining('EEXIST') });
    expect(readFileSync(at('one.twp'))).toEqual(before);
    const without = (name: string): string[] => {
      const at = named.indexOf(name);
      return [...named.slice(0, at), ...named.slice(at + 2)];
    };
    const again = (...args: string[]) => run(['pack', IMAGE, '--out', at('five.twp'), ...args]);
    const cases: [ReturnType<typeof run>, number, string][] = [
      [run([]), 2, 'name a command and one FILE'],
      [run(['make', IMAGE]), 2, 'name a command and one FILE'],
      [run(['toString', IMAGE]), 2, 'name a command and one FILE'],
      [run(['verify', at('one.twp'), at('two.twp')]), 2, 'name a command and one FILE'],
      [run(['verify', at('one.twp'), '--salt', '00']), 2, 'verify takes no --salt'],
      [run(['verify', at('one.twp'), '--threshold', '2']), 2, '--threshold counts signatures by --key'],
      [run(['sign', at('one.twp')]), 2, '--key is missing'],
      [run(['sign', at('one.twp'), '--key', at('a.json'), '--key', at('b.json')]), 2, 'one --key signs at a time'],
      [run(['pack', IMAGE, ...named]), 2, '--out is missing'],
      [again(...without('--counter')), 2, '--counter is missing'],
      [again(...without('--counter'), '--counter', '0x2'), 2, '--counter is a whole number'],
      [again(...without('--part'), '--part', 'STM32G999'), 1, 'part_unknown: there is no part STM32G999'],
      [again(...named, '--created', '2026-11-22T12:00:00'), 1, 'ISO 8601 with a zone'],
      [again(...named, '--salt', '00'), 1, '128 hexadecimal digits'],
    ];
    for (const [{ status, stderr }, expected, message] of cases)
      expect([status, stderr]).toEqual([expected, expect.stringContaining(message)]);
    expect(() => statSync(at('five.twp'))).toThrow();
  }, 60_000);
});
