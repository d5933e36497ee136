import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const TOOL = fileURLToPath(new URL('rotate-key-ring.mjs', import.meta.url));
const secret = 'A'.repeat(43);
const RING = {
  twinbankKeyRing: 1,
  masters: [{ epoch: 1, secret }],
  manifestSeed: secret,
  ticketSeed: secret,
  serverSecret: secret,
};

describe('rotate-key-ring', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twinbank-ring-'));
    file = join(folder, 'key-ring.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const rotate = (...options: string[]): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, [TOOL, ...options, file], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
  const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

  it('adds an epoch, keeps all other keys and a copy of the old file, and lets no other user read it', () => {
    writeFileSync(file, JSON.stringify(RING), { mode: 0o600 });
    const { status, stdout } = rotate();
    expect([status, stdout]).toEqual([0, `${file}: epoch 2 added; devices provisioned from now on belong to it\n`]);
    const rotated = JSON.parse(readFileSync(file, 'utf8')) as typeof RING;
    expect({ ...rotated, masters: rotated.masters.slice(0, 1) }).toEqual(RING);
    expect(rotated.masters[1]).toEqual({ epoch: 2, secret: expect.not.stringMatching(secret) });
    expect([statSync(file).mode & 0o777, statSync(`${file}.bak`).mode & 0o777]).toEqual([0o600, 0o600]);
    expect(JSON.parse(readFileSync(`${file}.bak`, 'utf8'))).toEqual(RING);
    expect(readdirSync(folder).sort()).toEqual(['key-ring.json', 'key-ring.json.bak']);
  });

  it('replaces the operator key on request, and changes nothing else', () => {
    writeFileSync(file, JSON.stringify(RING), { mode: 0o600 });
    const { status, stdout } = spawnSync(process.execPath, [TOOL, '--operator-key', file], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect([status, stdout]).toEqual([
      0,
      `${file}: new operator key; no operator’s token that an earlier server signed works any more\n`,
    ]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      ...RING,
      operatorSeed: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(JSON.parse(readFileSync(`${file}.bak`, 'utf8'))).toEqual(RING);
  });

  it.each([
    ['--next-ticket-key', 'laterTicketSeeds', 'tickets'],
    ['--next-manifest-key', 'laterManifestSeeds', 'releases'],
  ])('adds a signing key behind the one that there is: %s', (option, field, of) => {
    writeFileSync(file, JSON.stringify(RING), { mode: 0o600 });
    const { status, stdout } = rotate(option);
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(
        new RegExp(`: key 2 for ${of} added, [\\w-]{43}; restart every server, then have a key set name it`),
      ),
    ]);
    expect(read(file)).toEqual({ ...RING, [field]: [expect.stringMatching(/^[\w-]{43}$/)] });
    expect([read(`${file}.bak`), statSync(file).mode & 0o777]).toEqual([RING, 0o600]);
    expect(readdirSync(folder).sort()).toEqual(['key-ring.json', 'key-ring.json.bak']);
  });

  it('adds no key where there is none to follow or no room, with the code, and changes nothing', () => {
    const { manifestSeed: _, ...dropped } = RING;
    const cases: [string, object, RegExp][] = [
      ['--next-manifest-key', dropped, /manifest_key_missing: /],
      ['--next-ticket-key', { ...RING, laterTicketSeeds: Array(8).fill(secret) }, /key_ring_full: /],
    ];
    for (const [option, ring, said] of cases) {
      writeFileSync(file, JSON.stringify(ring), { mode: 0o600 });
      expect(rotate(option)).toMatchObject({ status: 1, stderr: expect.stringMatching(said) });
      expect([read(file), readdirSync(folder)]).toEqual([ring, ['key-ring.json']]);
    }
    expect(rotate('--next-ticket-key', '--next-manifest-key')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^one thing at a time\n/),
    });
  });

  it('takes the manifest key out on request, and changes nothing else', () => {
    writeFileSync(file, JSON.stringify(RING), { mode: 0o600 });
    const { status } = rotate('--drop-manifest-key');
    const { manifestSeed: _, ...rest } = RING;
    expect([status, read(file)]).toEqual([0, rest]);
    expect([read(`${file}.with-manifest-key`), statSync(`${file}.with-manifest-key`).mode & 0o777]).toEqual([
      RING,
      0o600,
    ]);
  });

  it('keeps the only copy of the manifest key, whatever is asked for afterwards', () => {
    writeFileSync(file, JSON.stringify(RING), { mode: 0o600 });
    rotate('--drop-manifest-key');
    const dropped = readFileSync(file, 'utf8');
    const again = rotate('--drop-manifest-key');
    expect([again.status, again.stderr]).toEqual([1, `${file}: request_invalid: the key ring has no manifest key\n`]);
    expect(readFileSync(file, 'utf8')).toBe(dropped);
    expect([rotate().status, rotate('--operator-key').status]).toEqual([0, 0]);
    expect(read(`${file}.with-manifest-key`)).toEqual(RING);
    // A ring with another key, dropped too: the copy of the first is not written over.
    writeFileSync(file, JSON.stringify({ ...RING, manifestSeed: 'B'.repeat(42) + 'A' }));
    expect(rotate('--drop-manifest-key').stderr).toContain('holds another ring');
    expect([read(`${file}.with-manifest-key`), read(file)]).toMatchObject([
      RING,
      { manifestSeed: 'B'.repeat(42) + 'A' },
    ]);
    // The only copy stands where an earlier version of this tool left it.
    writeFileSync(file, dropped);
    writeFileSync(`${file}.bak`, JSON.stringify(RING));
    expect(rotate().stderr).toContain('move it away first');
    expect(read(`${file}.bak`)).toEqual(RING);
  });

  it('takes the manifest key out of the copy of the change before, too, so that later changes are not held up', () => {
    writeFileSync(file, JSON.stringify(RING), { mode: 0o600 });
    expect([rotate('--next-manifest-key').status, rotate('--drop-manifest-key').status]).toEqual([0, 0]);
    const seeds = ['', '.bak'].map((end) => readFileSync(`${file}${end}`, 'utf8').includes('anifestSeed'));
    expect([seeds, statSync(`${file}.bak`).mode & 0o777]).toEqual([[false, false], 0o600]);
    expect(read(`${file}.bak`)).toEqual({ ...RING, manifestSeed: undefined });
    expect(read(`${file}.with-manifest-key`)).toMatchObject({ ...RING, laterManifestSeeds: [expect.any(String)] });
    expect(rotate().status).toBe(0);
  });

  it('leaves a copy with another manifest key, perhaps the only one, and says that it is there', () => {
    writeFileSync(file, JSON.stringify(RING), { mode: 0o600 });
    const other = { ...RING, manifestSeed: 'B'.repeat(42) + 'A' };
    writeFileSync(`${file}.bak`, JSON.stringify(other), { mode: 0o600 });
    const { status, stdout } = rotate('--drop-manifest-key');
    expect([status, stdout]).toEqual([0, expect.stringContaining(`${file}.bak has another one`)]);
    expect(read(`${file}.bak`)).toEqual(other);
  });

  it('goes on where a run broke off, and leaves nothing of it', () => {
    const text = JSON.stringify(RING);
    writeFileSync(file, text, { mode: 0o600 });
    // Broken off before the ring was replaced, and while copies were written.
    for (const left of ['new', 'bak.new', 'with-manifest-key.new']) writeFileSync(`${file}.${left}`, '{"half": ');
    writeFileSync(`${file}.with-manifest-key`, text);
    expect(rotate().status).toBe(0);
    writeFileSync(file, text);
    writeFileSync(`${file}.new`, '{"half": ');
    expect(rotate('--drop-manifest-key').status).toBe(0);
    expect([read(file), read(`${file}.with-manifest-key`)]).toEqual([{ ...RING, manifestSeed: undefined }, RING]);
    expect(readdirSync(folder).sort()).toEqual([
      'key-ring.json',
      'key-ring.json.bak',
      'key-ring.json.with-manifest-key',
    ]);
  });

  it('does not change a file that is not a key ring, and reveals no secret', () => {
    writeFileSync(file, JSON.stringify({ ...RING, ticketSeed: 'hush' }));
    const { status, stderr } = rotate();
    expect([status, stderr]).toEqual([
      1,
      `${file}: request_invalid: the key ring: ticketSeed must be 32 bytes in base64url\n`,
    ]);
    expect(readdirSync(folder)).toEqual(['key-ring.json']);
  });

  it('explains its usage', () => {
    expect(spawnSync(process.execPath, [TOOL], { encoding: 'utf8' })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(
        /^name one FILE\nusage: node tools\/rotate-key-ring\.mjs \[--operator-key \| --next-ticket-key \| --next-manifest-key \| --drop-manifest-key\] FILE\n/,
      ),
    });
  });
});
