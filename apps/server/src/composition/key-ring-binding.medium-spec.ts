import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';

import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '@twinbank/database/testing/test-database';
import { createKeyRingText, parseKeyRing, rotateKeyRingText, withoutManifestKey } from '@twinbank/keys';

import { bindKeyRing } from './key-ring-binding.js';
import { loadKeyRing } from './key-ring-file.js';

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

describe.each(TEST_DATABASES)('a key ring on %s', (_name, open) => {
  let test: TestDatabase;
  const logged: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  const text = createKeyRingText(random);
  beforeAll(async () => void (test = await open()), OPEN_TIMEOUT_MS);
  afterAll(() => test.dispose());
  beforeEach(async () => {
    await test.database.keyRecord.agree(() => ({ add: [], replace: true }));
    await bind(text);
    logged.splice(0);
  });

  const bind = async (ring: string, replaces?: string): Promise<void> =>
    bindKeyRing({ keyRing: await parseKeyRing(ring), record: test.database.keyRecord, replaces, logger });
  const nameIn = (refusal: unknown): string => /KEY_RING_REPLACES=([0-9a-f]{16})/.exec(String(refusal))![1]!;

  it('is bound to an empty database, with which it then starts without a warning', async () => {
    await bind(text);
    expect(logged).toEqual([]);
    expect(await test.database.keyRecord.inUse()).toBe(true);
  });

  it('that differs from the recorded one fails the start, with the remedy', async () => {
    const refusal =
      /other keys than the database was used with: manifest, master\/1, storage, ticket\. .*backup.*KEY_RING_REPLACES=/;
    await expect(bind(createKeyRingText(random))).rejects.toThrow(refusal);
    await bind(text);
  });

  it('may lack its manifest key, and says so at each start', async () => {
    const dropped = withoutManifestKey(text);
    await bind(dropped);
    expect(logged.splice(0).join()).toContain('lacks the manifest key');
    await bind(text);
    expect(logged).toEqual([]);
  });

  it('may gain an epoch; a server with the older ring then no longer starts', async () => {
    const rotated = rotateKeyRingText(text, random);
    await bind(rotated);
    expect(logged.join()).toContain('master/2');
    await expect(bind(text)).rejects.toThrow('no master/2, which the database was used with');
    await expect(bind(rotateKeyRingText(text, random))).rejects.toThrow(
      'other keys than the database was used with: master/2',
    );
    await bind(rotated);
  });

  it('replaces the recorded ring that an operator names, and no other', async () => {
    const other = createKeyRingText(random);
    const name = nameIn(await bind(other).catch((error: unknown) => error));
    await expect(bind(other, 'ffffffffffffffff')).rejects.toThrow('KEY_RING_REPLACES');
    await bind(other, name);
    expect(logged.join()).toContain('replaced on purpose');
    await bind(other, name);
    await expect(bind(text, name)).rejects.toThrow('KEY_RING_REPLACES');
  });

  it('is bound once by servers that start at the same moment', async () => {
    await test.database.keyRecord.agree(() => ({ add: [], replace: true }));
    const rings = [text, createKeyRingText(random)];
    const outcomes = await Promise.allSettled([0, 1, 0, 1].map((ring) => bind(rings[ring]!)));
    const [first, second] = [outcomes[0]!.status, outcomes[1]!.status];
    expect([first, second].sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.map(({ status }) => status)).toEqual([first, second, first, second]);
  });

  it('is not created anew if the database was already used with one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'twinbank-ring-'));
    const keyRingFile = join(folder, 'key-ring.json');
    const inUse = await test.database.keyRecord.inUse();
    await expect(loadKeyRing({ keyRingFile }, logger, inUse)).rejects.toThrow(
      /there is no key ring at .*key-ring\.json.*backup/,
    );
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });
});
