import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { publicTeamKey, TEAM_KEY_FILE_MAX } from '@twinbank/keys';

import { answersOfServer, IMAGE_FILE, PACKED } from '../testing/runs.js';
import { answering, runInMemory, SIGNED_IN, type Ran, type World } from '../testing/run-in-memory.js';
import {
  copiedKey,
  freshFile,
  KEY_FILES,
  PASSPHRASE,
  removeFreshFiles,
  unsignedPackage,
  unsignedPolicy,
} from '../testing/trust-files.js';

const [ONE, TWO] = KEY_FILES;
const [A, B] = KEY_FILES.map((file) => publicTeamKey(readFileSync(file, 'utf8'))) as [
  ReturnType<typeof publicTeamKey>,
  ReturnType<typeof publicTeamKey>,
];
const run = (words: readonly string[], world: World = {}): Promise<Ran> =>
  runInMemory(words, { ...world, env: { PATH: process.env['PATH'], TWINBANK_PASSPHRASE: PASSPHRASE, ...world.env } });
const json = async (words: readonly string[], world?: World): Promise<Record<string, unknown>> =>
  JSON.parse((await run([...words, '-o', 'json'], world)).stdout) as Record<string, unknown>;
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const refusal = async (words: readonly string[], world?: World): Promise<string> => {
  const { exit, stdout, stderr } = await run(words, world);
  expect([exit, stdout]).toEqual([1, '']);
  return stderr;
};
afterAll(removeFreshFiles);

describe('key', () => {
  it('new makes a key for its owner alone, and writes nothing over', async () => {
    const file = freshFile();
    const jwk = await json(['key', 'new', file]);
    expect(jwk).toEqual(publicTeamKey(readFileSync(file, 'utf8')));
    expect(jwk).toMatchObject({ crv: 'Ed25519' });
    expect([statSync(file).mode & 0o777, readFileSync(file, 'utf8').includes('"d"')]).toEqual([0o600, false]);
    const before = readFileSync(file, 'utf8');
    expect(await refusal(['key', 'new', file])).toMatch(/^twinbank: file_unwritable: .*nothing is written over/);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(await refusal(['key', 'new', freshFile()], { env: { TWINBANK_PASSPHRASE: 'short' } })).toContain('at least');
  });

  it('new makes a key of P-256 where that is asked for, which show and list name and sign uses', async () => {
    const file = freshFile();
    const jwk = await json(['key', 'new', file, '--algorithm', 'p256']);
    expect(jwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', y: expect.any(String) });
    expect(await json(['key', 'show', file])).toEqual(jwk);
    expect((await run(['key', 'show', file])).stdout).toContain(String(jwk['y']));
    const list = await run(['key', 'list', dirname(file), '-o', 'ndjson']);
    const { kid, crv } = jwk;
    expect(list.stdout).toContain(JSON.stringify({ file, kid, crv, private: true }));
    const release = unsignedPackage(IMAGE_FILE);
    expect(await run(['sign', release, '--key-file', file])).toMatchObject({ exit: 0 });
    expect(await run(['sign', release, '--key-file', ONE])).toMatchObject({ exit: 0 });
    const both = ['--key-file', file, '--key-file', ONE, '--threshold', '2'];
    expect(await json(['verify', release, ...both])).toMatchObject({ signers: [kid, A.kid] });
    expect(await refusal(['sign', release, '--key-file', file])).toMatch(/signature_repeated/);
    expect(await run(['policy', 'sign', unsignedPolicy(), '--key-file', file])).toMatchObject({ exit: 0 });
    expect(await refusal(['key', 'new', freshFile(), '--algorithm', 'p384'])).toMatch(/ed25519, p256/);
  });

  it('new asks twice for a passphrase that nobody sees', async () => {
    const answers = [PASSPHRASE, PASSPHRASE, PASSPHRASE, 'another passphrase'];
    const asked: string[] = [];
    const secret = async (message: string) => (asked.push(message), answers[asked.length - 1]);
    const world = { terminal: true, questions: { secret }, env: { TWINBANK_PASSPHRASE: undefined } };
    expect((await run(['key', 'new', freshFile()], world)).exit).toBe(0);
    const other = freshFile();
    expect(await run(['key', 'new', other], world)).toMatchObject({ exit: 2, stdout: '' });
    expect([asked, existsSync(other)]).toEqual([['Passphrase', 'Once more', 'Passphrase', 'Once more'], false]);
    expect(await refusal(['key', 'new', other], { env: { TWINBANK_PASSPHRASE: undefined } })).toMatch(
      /terminal_needed/,
    );
  });

  it('show gives the JWK of a key file, of a JWK and of a PEM file, of both kinds, and names what it refuses', async () => {
    const [pem, bare] = [freshFile('pem'), freshFile()];
    writeFileSync(pem, createPublicKey({ key: { ...A }, format: 'jwk' }).export({ type: 'spki', format: 'pem' }));
    writeFileSync(bare, JSON.stringify(A));
    for (const file of [ONE, pem, bare]) expect(await json(['key', 'show', file])).toEqual(A);
    expect(await json(['key', 'show', '-'], { stdin: readFileSync(pem, 'utf8') })).toEqual(A);
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    writeFileSync(pem, ec.export({ type: 'spki', format: 'pem' }));
    const { x, y } = ec.export({ format: 'jwk' });
    expect(await json(['key', 'show', pem])).toMatchObject({ kty: 'EC', crv: 'P-256', x, y });
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    for (const text of [
      publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      JSON.stringify(publicKey.export({ format: 'jwk' })),
    ]) {
      writeFileSync(bare, text);
      for (const words of [
        ['key', 'show', bare],
        ['sign', unsignedPackage(IMAGE_FILE), '--key-file', bare],
      ])
        expect(await refusal(words)).toMatch(/signing_key_unsupported: no device checks a key of P-384/);
    }
    writeFileSync(bare, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(await refusal(['key', 'show', bare])).toMatch(/signing_key_private/);
    for (const text of ['hush', '-----BEGIN PUBLIC KEY-----\nhush', 'h'.repeat(TEAM_KEY_FILE_MAX + 1)]) {
      writeFileSync(bare, text);
      expect(await refusal(['key', 'show', bare])).not.toContain('hush');
    }
  });

  it('revoke is a note, which sign obeys, and says what else has to be done', async () => {
    const file = copiedKey();
    const { exit, stderr } = await run(['key', 'revoke', file]);
    expect([exit, stderr]).toEqual([0, expect.stringMatching(/^Noted here alone\. .*policy new.* until a key set/)]);
    const { revoked } = await json(['key', 'revoke', file]);
    expect(revoked).toMatch(/^\d{4}-.*Z$/);
    const signed = unsignedPackage(IMAGE_FILE);
    expect(await refusal(['sign', signed, '--key-file', file])).toMatch(/key_revoked: .* revoked at \d{4}-/);
    const policy = ['policy', 'new', 'motor', freshFile(), '--keys', `a=${file}`, '--server-signs', 'no'];
    expect(await refusal([...policy, '--sequence', '2'])).toMatch(/key_revoked/);
    // It may be the one that names its successor.
    const next = await run(['policy', 'sign', unsignedPolicy(), '--key-file', file]);
    expect([next.exit, next.stderr]).toEqual([0, expect.stringMatching(/^warning: .* revoked here/)]);
    const list = await run(['key', 'list', dirname(file), '-o', 'ndjson']);
    const found = list.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(found).toContainEqual({ file, kid: A.kid, crv: 'Ed25519', private: true, revoked });
    expect(await refusal(['key', 'list', freshFile()])).toMatch(/file_unreadable: .*ENOENT/);
  });

  it('revoke changes a file, and takes no standard input: a file of the name - would be another one', async () => {
    const stdin = readFileSync(ONE, 'utf8');
    expect(await refusal(['key', 'revoke', '-'], { stdin })).toMatch(/command_line_invalid: - is standard input/);
    expect(existsSync('-')).toBe(false);
  });
});

describe('pack, sign and verify', () => {
  const packed = async (image: string, ...more: string[]): Promise<string> => {
    const out = freshFile('twp');
    expect(await run(['pack', image, '--out', out, ...PACKED, ...more])).toMatchObject({ exit: 0, stderr: '' });
    return out;
  };

  it('write out ranges of hardware: counted, or by the revisions that the product has', async () => {
    const hardware = async (...more: string[]): Promise<readonly string[]> => {
      const { stdout } = await run(['verify', await packed(IMAGE_FILE, ...more), '--output', 'json']);
      return (JSON.parse(stdout) as { hardware: string[] }).hardware;
    };
    const before = await hardware();
    expect(await hardware('--hardware', 'rev9..rev11')).toEqual([...before, 'rev9', 'rev10', 'rev11']);
    expect(await hardware('--hardware', 'H..', '--revisions', 'A,B,G,H,J,K')).toEqual([...before, 'H', 'J', 'K']);
  });

  it('make the bytes that they always made, of the same image in any format', async () => {
    const elf = IMAGE_FILE.replace(/bin$/, 'elf');
    const files = [await packed(IMAGE_FILE), await packed(elf, '--no-facts')];
    const unsigned = '016714e90e549ebf796eb4c5baaee3305a2ec0c8be6979359dec6e8410e4a959';
    expect(files.map(sha256)).toEqual([unsigned, unsigned]);
    for (const key of [ONE, TWO]) {
      const { exit, stderr } = await run(['sign', files[0]!, '--key-file', key]);
      expect([exit, stderr]).toEqual([
        0,
        expect.stringMatching(
          /^product {2}motor\nversion {2}1\.1\.0\ncounter {2}2\n(?:.+\n)*image .*\nsigned by \S+\n$/,
        ),
      ]);
    }
    expect(sha256(files[0]!)).toBe('8f09bb8e5ca0ebb8ce589c8984dea1a121bd8ca409ea6e2a51d3e87344c145a3');
    const both = ['--key-file', `${ONE},${TWO}`, '--threshold', '2'];
    expect(await json(['verify', files[0]!, ...both])).toMatchObject({ version: '1.1.0', signers: [A.kid, B.kid] });
    expect(await refusal(['verify', files[0]!, '--key-file', ONE])).toMatch(/signing_key_unknown/);
    expect(await refusal(['sign', files[0]!, '--key-file', TWO])).toMatch(/signature_repeated/);
    expect(await refusal(['verify', files[0]!, '--threshold', '2'])).toMatch(/--threshold counts signatures/);
    expect((await run(['verify', files[1]!])).stderr).toMatch(/signatures were not checked/);
  });

  it('carry what an ELF file says of its program, and name SBOM and notes: each signature covers them', async () => {
    const elf = IMAGE_FILE.replace(/bin$/, 'elf');
    const [sbom, other, notes] = [freshFile(), freshFile(), freshFile('md')];
    writeFileSync(sbom, '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}');
    writeFileSync(other, '{"bomFormat":"CycloneDX","specVersion":"1.5","components":[]}');
    writeFileSync(notes, 'Less current at rest.\n');
    const file = await packed(elf, '--sbom', sbom, '--notes', notes);
    const lines = [
      expect.stringMatching(/^facts, \d+ bytes, SHA-256 [0-9a-f]{64}$/),
      `sbom beside it, SHA-256 ${sha256(sbom)}`,
      `notes beside it, SHA-256 ${sha256(notes)}`,
    ];
    expect((await run(['sign', file, '--key-file', ONE])).stderr).toContain(
      `with it  sbom beside it, SHA-256 ${sha256(sbom)}\n`,
    );
    const verify = ['verify', file, '--key-file', ONE];
    expect(await json([...verify, '--sbom', sbom, '--notes', notes])).toMatchObject({
      documents: lines,
      signers: [A.kid],
    });
    expect(await refusal([...verify, '--sbom', other])).toMatch(
      /package_digest_mismatch: the package names another sbom/,
    );
    expect(await refusal(['verify', await packed(elf), '--notes', notes])).toMatch(
      /package_digest_mismatch: the package names no notes/,
    );
    expect(await json(['verify', await packed(IMAGE_FILE)])).toMatchObject({ documents: [] });
    expect(await json(['diff', elf, file, '--part', 'STM32G484'])).toMatchObject({ verdict: 'live', knows: 'types' });
    expect(await json(['diff', elf, await packed(elf, '--no-facts'), '--part', 'STM32G484'])).toMatchObject({
      knows: 'nothing',
    });
  });

  it('take the time of SOURCE_DATE_EPOCH, and write over nothing', async () => {
    const words = ['pack', IMAGE_FILE, ...PACKED.slice(0, -2)];
    const out = freshFile('twp');
    const env = { SOURCE_DATE_EPOCH: String(Date.parse('2026-11-22T12:00:00Z') / 1000) };
    expect((await run([...words, '--out', out], { env })).exit).toBe(0);
    expect(readFileSync(out)).toEqual(readFileSync(await packed(IMAGE_FILE)));
    expect(await refusal([...words, '--out', out], { env })).toMatch(/file_unwritable/);
    const later = await packed(IMAGE_FILE, '--upgrades-from', '1.0.0', '--boot-rom-min', '13.4');
    const { stderr } = await run(['sign', later, '--key-file', ONE]);
    expect(stderr).toContain('replaces 1.0.0 and newer\nboot ROM 13.4 and newer\n');
    const words14 = ['pack', IMAGE_FILE, ...PACKED, '--out', freshFile('twp'), '--boot-rom-min', '14'];
    expect(await refusal(words14, { env })).toMatch(/request_invalid.*bootRomMin/);
  });

  it('carry sections behind the code, which whoever signs and verifies is shown', async () => {
    const [config, value] = [freshFile('cbor'), freshFile('bin')];
    writeFileSync(config, Uint8Array.of(1, 2, 3));
    writeFileSync(value, Uint8Array.of(4));
    const sections = ['--companion', `radio=${config}`, '--ram-init', `0x20003000=${value}`, '--config', config];
    const [one, two] = [await packed(IMAGE_FILE, ...sections), await packed(IMAGE_FILE, ...sections)];
    expect(sha256(one)).toBe(sha256(two));
    const digest = '039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81';
    const lines = [
      `config, 3 bytes, SHA-256 ${digest}`,
      expect.stringMatching(/^ram-init at 0x20003000, 1 bytes, SHA-256 e52d9c508c502347/),
      `companion for radio at 0x00000000, 3 bytes, SHA-256 ${digest}`,
    ];
    expect(await json(['verify', one])).toMatchObject({ sections: lines });
    const { stderr } = await run(['sign', one, '--key-file', ONE]);
    expect(stderr).toContain(`carries  config, 3 bytes, SHA-256 ${digest}\n`);
    const out = freshFile('twp');
    const refused: [readonly string[], RegExp][] = [
      [['--ram-init', `${value}`], /an equals sign and a file/],
      [['--ram-init', `radio=${value}`], /It is an address, such as 0x20003000/],
      [['--ram-init', `0x120003000=${value}`], /It is an address/],
      [['--ram-init', `0x20000ff0=${value}`], /section_misplaced: .* lies upon the stack/],
      [['--ram-code', `0x20004000=${value}`], /section_misplaced: .* no copy of interrupt code/],
      [['--companion', `radio=`], /an equals sign and a file/],
      [['--companion', `a/b=${value}`], /request_invalid: the name of a chip/],
      [['--companion', `a=${value}`, '--companion', `a=${value}`], /request_invalid: two sections are for one chip/],
      [['--config', freshFile('none')], /file_unreadable/],
    ];
    for (const [more, message] of refused)
      expect(await refusal(['pack', IMAGE_FILE, ...PACKED, '--out', out, ...more])).toMatch(message);
    expect(existsSync(out)).toBe(false);
  });

  it('refuse what no device would take, before anything is written or a passphrase is asked for', async () => {
    const broken = unsignedPackage(IMAGE_FILE);
    const bytes = readFileSync(broken);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(broken, bytes);
    for (const words of [
      ['sign', broken, '--key-file', ONE],
      ['verify', broken],
    ])
      expect(await refusal(words)).toMatch(/package_digest_mismatch/);
    const out = freshFile('twp');
    const cases: [readonly string[], RegExp][] = [
      [['--version', '1.2.0'], /image_mismatch/],
      [['--part', 'STM32G999'], /part_unknown: there is no part STM32G999/],
      [['--part', 'STM32L486'], /image_mismatch/],
      [['--created', '2026-11-22T12:00:00'], /ISO 8601 with a zone/],
      [['--salt', '00'], /128 hexadecimal digits/],
      [['--counter', '0x2'], /command_line_invalid/],
      [['--counter', '3'], /image_mismatch/],
    ];
    for (const [more, message] of cases) {
      const kept = PACKED.filter((_, index) => PACKED[index - (index % 2)] !== more[0]);
      expect(await refusal(['pack', IMAGE_FILE, '--out', out, ...kept, ...more])).toMatch(message);
    }
    expect(existsSync(out)).toBe(false);
  });

  it('leave the package as it was where nothing was signed', async () => {
    const file = unsignedPackage(IMAGE_FILE);
    const before = sha256(file);
    const other = freshFile();
    writeFileSync(other, JSON.stringify(A));
    expect(await refusal(['sign', file, '--key-file', ONE], { env: { TWINBANK_PASSPHRASE: 'wrong' } })).toMatch(
      /wrong pass/,
    );
    expect(await refusal(['sign', file, '--key-file', other])).toMatch(/key_absent: .* has a public key alone/);
    expect(await refusal(['sign', file, '--key-file', ONE], { env: { TWINBANK_PASSPHRASE: undefined } })).toMatch(
      /terminal_needed/,
    );
    expect(sha256(file)).toBe(before);
  });

  it('take the passphrase from a file', async () => {
    const file = freshFile('txt');
    writeFileSync(file, `${PASSPHRASE}\n`);
    const words = ['sign', unsignedPackage(IMAGE_FILE), '--key-file', ONE, '--passphrase-file', file];
    expect(await run(words, { env: { TWINBANK_PASSPHRASE: undefined } })).toMatchObject({ exit: 0 });
  });
});

describe('policy', () => {
  it('is made, signed by two, and sent with their signatures', async () => {
    const file = freshFile();
    const asked: { request: Request; body: string }[] = [];
    const world = { env: SIGNED_IN, fetch: answering(answersOfServer(), asked) };
    const made = ['policy', 'new', 'motor', file, '--keys', `release=${ONE},spare=${TWO}`, '--server-signs', 'no'];
    expect(await json(made, world)).toMatchObject({ sequence: 2, threshold: 1, serverKey: false });
    for (const key of KEY_FILES) expect((await run(['policy', 'sign', file, '--key-file', key])).exit).toBe(0);
    expect(await refusal(['policy', 'sign', file, '--key-file', TWO])).toMatch(/signature_repeated/);
    const { signatures, ...said } = JSON.parse(readFileSync(file, 'utf8')) as {
      signatures: { protected: string; signature: string }[];
    };
    // By the words of docs/keys.md alone.
    const bytes = `{"product":"motor","sequence":2,"keys":[{"name":"release","jwk":${JSON.stringify(A)}},{"name":"spare","jwk":${JSON.stringify(B)}}],"threshold":1,"serverKey":false}`;
    expect(said).toEqual(JSON.parse(bytes));
    for (const [index, key] of [A, B].entries()) {
      const { protected: header, signature } = signatures[index]!;
      const text = Buffer.from(`${header}.${Buffer.from(bytes).toString('base64url')}`);
      const publicKey = createPublicKey({ key: { ...key }, format: 'jwk' });
      expect(verify(null, text, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
    }
    expect((await run(['policy', 'send', file, '--reason', 'because'], world)).exit).toBe(0);
    const { request, body } = asked.at(-1)!;
    expect([request.method, new URL(request.url).pathname]).toEqual(['POST', '/api/v1/products/motor/signing']);
    expect(JSON.parse(body)).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });

  it('is refused where it leaves open what its signers would not see', async () => {
    const cases: [object, RegExp][] = [
      [{ serverKey: undefined }, /file_malformed: .*serverKey is true or false/],
      [{ serverKey: 'no' }, /serverKey is true or false/],
      [{ serverKey: null }, /serverKey is true or false/],
      [{ treshold: 2 }, /a policy has no "treshold"/],
      [{ product: '' }, /names no product/],
      [{ sequence: 0 }, /sequence is a whole number/],
      [{ keys: {} }, /keys is a list/],
      [{ keys: [{ jwk: A }] }, /keys is a list/],
      [{ threshold: 2 }, /signing_policy_invalid/],
      [{ signatures: [{}] }, /signatures is a list/],
      [{ signatures: [{ protected: 'x', signature: 'y' }] }, /signature_invalid/],
    ];
    for (const [change, message] of cases)
      for (const words of [
        ['policy', 'sign', unsignedPolicy(change), '--key-file', ONE],
        ['policy', 'send', unsignedPolicy(change)],
      ])
        expect(await refusal(words)).toMatch(message);
    const bad = freshFile();
    writeFileSync(bad, '[');
    expect(await refusal(['policy', 'sign', bad, '--key-file', ONE])).toMatch(/no JSON object/);
    const words = ['policy', 'new', 'motor', bad, '--server-signs', 'yes', '--sequence', '3', '--keys', 'release'];
    expect(await refusal(words)).toMatch(/names and files/);
  });

  it('is signed in its file, and not on standard input', async () => {
    const stdin = readFileSync(unsignedPolicy(), 'utf8');
    const sign = ['policy', 'sign', '-', '--key-file', ONE];
    expect(await refusal(sign, { stdin })).toMatch(/command_line_invalid: - is standard input/);
    expect(existsSync('-')).toBe(false);
  });

  it('is not signed once more where a signature that is there is false, or nobody can check it', async () => {
    // The second key signs; the policy names the first alone.
    const file = unsignedPolicy();
    await run(['policy', 'sign', file, '--key-file', TWO]);
    expect(await refusal(['policy', 'sign', file, '--key-file', ONE])).toMatch(/key_absent: it is signed by aVBt/);
    const forged = freshFile();
    copyFileSync(file, forged);
    const { signatures, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as { signatures: object[] };
    writeFileSync(forged, JSON.stringify({ ...rest, signatures, sequence: 3 }));
    expect(await refusal(['policy', 'sign', forged, '--key-file', ONE, '--signed-by', TWO])).toMatch(
      /signature_invalid/,
    );
    const good = await json(['policy', 'sign', file, '--key-file', ONE, '--signed-by', TWO]);
    expect(good['signedBy']).toEqual([B.kid, A.kid]);
  });

  it('keeps its file as it was where the folder takes no other', async () => {
    const folder = freshFile('folder');
    mkdirSync(folder);
    expect(await refusal(['policy', 'sign', folder, '--key-file', ONE])).toMatch(/file_unreadable/);
  });
});
