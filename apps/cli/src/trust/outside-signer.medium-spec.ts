import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { afterAll, describe, expect, it } from '@jest/globals';

import { publicTeamKey } from '@twinbank/keys';
import { compactOf, decodePackage } from '@twinbank/package';
import { until } from '@twinbank/testkit/until';

import { IMAGE_FILE } from '../testing/runs.js';
import { runInMemory, type Ran, type World } from '../testing/run-in-memory.js';
import {
  freshFile,
  KEY_FILES,
  PASSPHRASE,
  removeFreshFiles,
  unsignedPackage,
  unsignedPolicy,
} from '../testing/trust-files.js';

const [ONE, TWO] = KEY_FILES;
const A = publicTeamKey(readFileSync(ONE, 'utf8'));
/** Time that does not pass. */
const atRest: World['sleep'] = (_, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
const run = (words: readonly string[], world: World = {}): Promise<Ran> =>
  runInMemory(words, { sleep: atRest, ...world, env: { PATH: process.env['PATH'], TWINBANK_PASSPHRASE: PASSPHRASE } });
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const refusal = async (words: readonly string[], world?: World): Promise<string> => {
  const { exit, stdout, stderr } = await run(words, world);
  expect([exit, stdout]).toEqual([1, '']);
  return stderr;
};
afterAll(removeFreshFiles);

describe('openssl with a key of P-256', () => {
  const openssl = (...words: string[]): Buffer =>
    execFileSync('openssl', words, { stdio: ['ignore', 'pipe', 'ignore'] });
  /** A signature as openssl reads it: DER [RFC 3279 §2.2.3]. */
  const derOf = (signature: Uint8Array): Buffer => {
    const parts = [signature.subarray(0, 32), signature.subarray(32)].map((number) => {
      const digits = number.subarray(number.findIndex((byte) => byte !== 0));
      const padded = digits[0]! >= 0x80 ? [0, ...digits] : [...digits];
      return [2, padded.length, ...padded];
    });
    const body = parts.flat();
    return Buffer.from([0x30, body.length, ...body]);
  };
  /** Whether openssl takes the first signature of a package. */
  const opensslTakes = (file: string, pem: string): boolean => {
    const release = decodePackage(new Uint8Array(readFileSync(file)));
    const [text, signature] = [freshFile('txt'), freshFile('sig')];
    const compact = compactOf(release, release.signatures[0]!);
    writeFileSync(text, compact.slice(0, compact.lastIndexOf('.')));
    writeFileSync(signature, derOf(release.signatures[0]!.signature));
    return openssl('dgst', '-sha256', '-verify', pem, '-signature', signature, text).toString().includes('Verified OK');
  };

  it('makes signatures that are taken, as DER, and takes those that the key file makes', async () => {
    const [key, pem] = [freshFile('pem'), freshFile('pem')];
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key);
    openssl('pkey', '-in', key, '-pubout', '-out', pem);
    const { kid } = JSON.parse((await run(['key', 'show', pem, '-o', 'json'])).stdout) as { kid: string };
    // The s of a signature is the higher one every other time.
    for (let count = 0; count < 6; count++) {
      const file = unsignedPackage(IMAGE_FILE);
      const signed = await run(['sign', file, '--key-file', pem, '--signer', `openssl dgst -sha256 -sign "${key}"`]);
      expect(signed).toMatchObject({ exit: 0 });
      const verified = await run(['verify', file, '--key-file', pem, '-o', 'json']);
      expect(JSON.parse(verified.stdout)).toMatchObject({ signers: [kid] });
      expect(opensslTakes(file, pem)).toBe(true);
    }
    const [own, file] = [freshFile(), unsignedPackage(IMAGE_FILE)];
    const made = JSON.parse((await run(['key', 'new', own, '--algorithm', 'p256', '-o', 'json'])).stdout) as Record<
      string,
      string
    >;
    writeFileSync(pem, createPublicKey({ key: made, format: 'jwk' }).export({ type: 'spki', format: 'pem' }));
    expect(await run(['sign', file, '--key-file', own])).toMatchObject({ exit: 0 });
    expect(opensslTakes(file, pem)).toBe(true);
  });

  it('is refused where it signs another digest, or with another key', async () => {
    const [key, other, pem] = [freshFile('pem'), freshFile('pem'), freshFile('pem')];
    for (const one of [key, other])
      openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', one);
    openssl('pkey', '-in', key, '-pubout', '-out', pem);
    const file = unsignedPackage(IMAGE_FILE);
    for (const command of [`openssl dgst -sha384 -sign "${key}"`, `openssl dgst -sha256 -sign "${other}"`, 'echo no'])
      expect(await refusal(['sign', file, '--key-file', pem, '--signer', command])).toMatch(/signature_invalid/);
  });
});

describe('a signer outside', () => {
  /** Signs with the key of the file, as a token would: bytes in, signature out. */
  const signer = (seed: number): string => {
    const program = freshFile('mjs');
    writeFileSync(
      program,
      `import { createPrivateKey, sign } from 'node:crypto'; import { readFileSync } from 'node:fs';
const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, ${seed})]);
process.stdout.write(sign(null, readFileSync(0), createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })));`,
    );
    return `"${process.execPath}" "${program}"`;
  };

  it('makes the signature that the key file makes', async () => {
    const files = [unsignedPackage(IMAGE_FILE), unsignedPackage(IMAGE_FILE)] as const;
    const pem = freshFile('pem');
    writeFileSync(pem, createPublicKey({ key: { ...A }, format: 'jwk' }).export({ type: 'spki', format: 'pem' }));
    expect(await run(['sign', files[0], '--key-file', pem, '--signer', signer(1)])).toMatchObject({ exit: 0 });
    await run(['sign', files[1], '--key-file', ONE]);
    expect(sha256(files[0])).toBe(sha256(files[1]));
    const policies = [unsignedPolicy(), unsignedPolicy()] as const;
    expect(await run(['policy', 'sign', policies[0], '--key-file', pem, '--signer', signer(1)])).toMatchObject({
      exit: 0,
    });
    await run(['policy', 'sign', policies[1], '--key-file', ONE]);
    expect(sha256(policies[0])).toBe(sha256(policies[1]));
  });

  it('is not believed: another key, another length, no end, no program', async () => {
    const file = unsignedPackage(IMAGE_FILE);
    const before = sha256(file);
    const cases: [string, RegExp][] = [
      [signer(2), /signature_invalid: the signature does not fit/],
      ['echo 0123', /signature_invalid: a signature has 64 bytes, not 5/],
      ['cat /dev/zero', /signer_failed: .*more than 1024 bytes/],
      ['exit 7', /signer_failed: .*exit code 7/],
      ['/nowhere/at-all', /signer_failed: .*exit code 127/],
    ];
    for (const [command, message] of cases)
      expect(await refusal(['sign', file, '--key-file', ONE, '--signer', command])).toMatch(message);
    const twice = ['sign', file, '--key-file', ONE, '--signer', 'cat', '--passphrase-file', ONE];
    expect(await refusal(twice)).toMatch(/command_line_invalid/);
    expect(sha256(file)).toBe(before);
  });

  /** A command that starts a program in the background, which says its process id in a file and does not end; and how that program fares. */
  function lingering(more: string, toStdout = '>/dev/null'): { command: string; pid: () => number | undefined } {
    const [program, said] = [freshFile('mjs'), freshFile('pid')];
    const stays = `import { writeFileSync, renameSync } from 'node:fs'; process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1e6);
writeFileSync('${said}.part', String(process.pid)); renameSync('${said}.part', '${said}');`;
    writeFileSync(program, stays);
    const command = `"${process.execPath}" "${program}" ${toStdout} & while ! test -f "${said}"; do :; done; ${more}`;
    return { command, pid: () => (existsSync(said) ? Number(readFileSync(said, 'utf8')) : undefined) };
  }
  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it('has signed when it has ended and said its last, whatever it leaves running', async () => {
    const file = unsignedPackage(IMAGE_FILE);
    const { command, pid } = lingering(signer(1));
    expect(await run(['sign', file, '--key-file', ONE, '--signer', command])).toMatchObject({ exit: 0 });
    expect(isAlive(pid()!)).toBe(true);
    process.kill(pid()!, 'SIGKILL');
    const failing = lingering('echo because >&2; exit 7');
    expect(await refusal(['sign', file, '--key-file', TWO, '--signer', failing.command])).toMatch(
      /because\n[\s\S]*signer_failed: .*exit code 7/,
    );
    await until(() => !isAlive(failing.pid()!), 'its end');
  });

  it('is ended with all that it has started when its time is over, or the command line ends', async () => {
    const file = unsignedPackage(IMAGE_FILE);
    const before = sha256(file);
    // The one waits for its program, the other one for what its program has left open.
    for (const [more, stdout] of [
      ['wait', '>/dev/null'],
      ['exit 0', ''],
    ] as const) {
      const slow = lingering(more, stdout);
      const sleep = async (): Promise<void> => void (await until(() => slow.pid() !== undefined, 'its beginning'));
      const words = ['sign', file, '--key-file', ONE, '--signer', slow.command];
      expect(await refusal(words, { sleep })).toMatch(/signer_failed: .*has not answered in 5 minutes/);
      await until(() => !isAlive(slow.pid()!), 'its end');
      const cut = lingering(more, stdout);
      const stop = new AbortController();
      void until(() => cut.pid() !== undefined, 'its beginning').then(() => stop.abort());
      const cancelled = ['sign', file, '--key-file', ONE, '--signer', cut.command];
      expect((await run(cancelled, { signal: stop.signal })).exit).toBe(2);
      await until(() => !isAlive(cut.pid()!), 'its end');
    }
    expect(sha256(file)).toBe(before);
  });

  it('is ended by itself where it shares a terminal, and with it the process group, with the command line', async () => {
    const slow = freshFile('pid');
    const command = `echo $$ >"${slow}"; exec "${process.execPath}" -e 'setInterval(() => undefined, 1e6)'`;
    const sleep = async (): Promise<void> =>
      void (await until(() => existsSync(slow) && readFileSync(slow, 'utf8').endsWith('\n'), 'its beginning'));
    const words = ['sign', unsignedPackage(IMAGE_FILE), '--key-file', ONE, '--signer', command];
    expect(await refusal(words, { sleep, terminal: true })).toMatch(/has not answered in 5 minutes/);
    await until(() => !isAlive(Number(readFileSync(slow, 'utf8'))), 'its end');
  });
});
