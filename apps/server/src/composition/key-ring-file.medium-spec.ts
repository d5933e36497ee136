import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';

import { TokenCustody } from '@twinbank/custody';
import { createKeyRingText } from '@twinbank/keys';

import { loadKeyRing } from './key-ring-file.js';

describe('the key ring file', () => {
  let folder: string;
  let keyRingFile: string;
  let warnings: string[];
  const logger = pino(
    { level: 'warn' },
    { write: (line: string) => void warnings.push((JSON.parse(line) as { msg: string }).msg) },
  );
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twinbank-ring-'));
    keyRingFile = join(folder, 'keys', 'ring.json');
    warnings = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is created once, readable for its owner only, and then read', async () => {
    const first = await loadKeyRing({ keyRingFile }, logger);
    expect((await stat(keyRingFile)).mode & 0o777).toBe(0o600);
    expect(warnings).toEqual([expect.stringContaining('back this file up')]);
    expect(await loadKeyRing({ keyRingFile }, logger)).toEqual(first);
    expect(await readdir(join(folder, 'keys'))).toEqual(['ring.json']);
  });

  it('is the same for servers that start at the same moment', async () => {
    const rings = await Promise.all(Array.from({ length: 8 }, () => loadKeyRing({ keyRingFile }, logger)));
    for (const ring of rings) expect(ring).toEqual(rings[0]);
  });

  it('that others can read gives a warning', async () => {
    await loadKeyRing({ keyRingFile }, logger);
    await chmod(keyRingFile, 0o644);
    await loadKeyRing({ keyRingFile }, logger);
    expect(warnings.at(-1)).toMatch(/others can read/);
  });

  it('that is damaged fails the start, and is not changed', async () => {
    await loadKeyRing({ keyRingFile }, logger);
    await writeFile(keyRingFile, 'scribble');
    await expect(loadKeyRing({ keyRingFile }, logger)).rejects.toMatchObject({ code: 'request_invalid' });
    expect(await readFile(keyRingFile, 'utf8')).toBe('scribble');
  });

  it('is not needed if the environment contains the ring', async () => {
    const keyRingText = createKeyRingText((length) => new Uint8Array(length).fill(7));
    expect((await loadKeyRing({ keyRingFile, keyRingText }, logger)).masters).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('that a token seals is opened where it lies, also in the environment; none is made that nobody sealed', async () => {
    const random = (length: number): Uint8Array => new Uint8Array(length).fill(7);
    const token = { answer: () => Promise.resolve(random(32)) };
    const custody = new TokenCustody(token, random, { token: 'server', id: '01', mechanism: 'SHA256-HMAC' });
    await expect(loadKeyRing({ keyRingFile }, logger, false, custody)).rejects.toThrow(/key-custody\.mjs new/);
    expect(await readdir(folder)).toEqual([]);
    const sealed = await custody.store(createKeyRingText(random));
    const fromEnvironment = await loadKeyRing({ keyRingFile, keyRingText: sealed }, logger, true, custody);
    expect(await readdir(folder)).toEqual([]);
    await loadKeyRing({ keyRingFile }, logger);
    await expect(loadKeyRing({ keyRingFile }, logger, true, custody)).rejects.toMatchObject({
      code: 'key_ring_unsealed',
    });
    await writeFile(keyRingFile, sealed);
    const pinFile = join(folder, 'pin');
    await writeFile(pinFile, '1', { mode: 0o644 });
    const keyToken = { module: 'm.so', pinFile, env: {} };
    expect(await loadKeyRing({ keyRingFile, keyToken }, logger, true, custody)).toEqual(fromEnvironment);
    expect(warnings.at(-1)).toMatch(/others can read the PIN/);
    await expect(loadKeyRing({ keyRingFile }, logger, true)).rejects.toMatchObject({ code: 'key_ring_sealed' });
  });
});
