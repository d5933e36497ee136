import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { sha256 } from '@twinbank/keys';
import { seededRng, toHex, utf8 } from '@twinbank/primitives';

import type { BlobStore } from './blob-store.js';
import { openDiskBlobStore } from './disk-blob-store.js';
import { MemoryBlobStore } from './memory-blob-store.js';

const run = promisify(execFile);
const KEY = Uint8Array.from({ length: 32 }, (_, index) => index);
const LIMIT = { maxBytes: 2 * 1024 * 1024 };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'twinbank-blobs-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

async function* inParts(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield await Promise.resolve(content.subarray(at, at + size));
}

async function* cutOff(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(content);
  throw new Error('the line went dead');
}

const STORES: readonly (readonly [string, () => Promise<BlobStore>])[] = [
  ['the store in memory', () => Promise.resolve(new MemoryBlobStore())],
  ['the store on disk', () => openDiskBlobStore({ directory, key: KEY })],
];

describe.each(STORES)('%s', (_name, open) => {
  it.each([0, 1, 65_536, 65_537, 300_000])('returns a content of %d bytes by its SHA-256', async (length) => {
    const store = await open();
    const content = seededRng(length).bytes(length);
    const blob = await store.put(inParts(content, 1000), LIMIT);
    expect(blob).toEqual({ key: toHex(sha256(content)), length });
    expect(toHex((await store.get(blob.key))!)).toBe(toHex(content));
    expect(await store.has(blob.key)).toBe(true);
  });

  it('does not find what was never stored', async () => {
    const store = await open();
    const key = toHex(sha256(utf8('nothing')));
    expect(await store.get(key)).toBeUndefined();
    expect(await store.has(key)).toBe(false);
    await expect(store.setAside(key)).resolves.toBeUndefined();
    expect(await store.asides()).toEqual([]);
  });

  it('does not find what was set aside, until it is brought back', async () => {
    const store = await open();
    const { key } = await store.put([utf8('gone soon')], LIMIT);
    const other = await store.put([utf8('stays')], LIMIT);
    await store.setAside(key);
    expect([await store.get(key), await store.has(key)]).toEqual([undefined, false]);
    expect(await store.asides(other.key)).toEqual([]);
    const [aside, ...more] = await store.asides();
    expect([aside?.key, more]).toEqual([key, []]);
    await aside!.restore();
    await aside!.restore();
    await aside!.discard();
    expect([await store.get(key), await store.asides(key)]).toEqual([utf8('gone soon'), []]);
  });

  it('deletes what was set aside, and not what was stored or set aside since', async () => {
    const store = await open();
    const { key } = await store.put([utf8('twice')], LIMIT);
    await store.setAside(key);
    const [first] = await store.asides(key);
    await store.put([utf8('twice')], LIMIT);
    await store.setAside(key);
    await first!.discard();
    await first!.restore();
    expect(await store.has(key)).toBe(false);
    const [second] = await store.asides(key);
    await second!.restore();
    expect([await store.get(key), await store.asides()]).toEqual([utf8('twice'), []]);
  });

  it('accepts the same content twice', async () => {
    const store = await open();
    const first = await store.put([utf8('same')], LIMIT);
    expect(await store.put([utf8('sa'), utf8('me')], LIMIT)).toEqual(first);
    expect(await store.get(first.key)).toEqual(utf8('same'));
  });

  it('keeps nothing of a content whose source broke off', async () => {
    const store = await open();
    const content = seededRng(5).bytes(200_000);
    await expect(store.put(cutOff(content), LIMIT)).rejects.toThrow('the line went dead');
    expect(await store.has(toHex(sha256(content)))).toBe(false);
    expect(await filesIn(directory)).toEqual([]);
  });

  it('keeps nothing of a content beyond the limit, and reads no further', async () => {
    const store = await open();
    let parts = 0;
    function* endless(): Generator<Uint8Array> {
      for (;;) {
        parts++;
        yield new Uint8Array(600);
      }
    }
    await expect(store.put(endless(), { maxBytes: 1000 })).rejects.toMatchObject({ code: 'message_too_large' });
    expect(parts).toBe(2);
    expect(await filesIn(directory)).toEqual([]);
  });
});

describe('the store on disk', () => {
  it('finds what was set aside before it was reopened', async () => {
    const store = await openDiskBlobStore({ directory, key: KEY });
    const { key } = await store.put([utf8('left by a killed process')], LIMIT);
    await store.setAside(key);
    const [aside] = await (await openDiskBlobStore({ directory, key: KEY })).asides(key);
    await aside!.restore();
    expect(await store.get(key)).toEqual(utf8('left by a killed process'));
  });

  it('finds its contents again after it was reopened', async () => {
    const { key } = await (await openDiskBlobStore({ directory, key: KEY })).put([utf8('kept')], LIMIT);
    expect(await (await openDiskBlobStore({ directory, key: KEY })).get(key)).toEqual(utf8('kept'));
  });

  it('writes nothing readable to the disk', async () => {
    const text = 'a firmware image that nobody else may read';
    const { key } = await (await openDiskBlobStore({ directory, key: KEY })).put([utf8(text)], LIMIT);
    expect((await readFile(join(directory, key.slice(0, 2), key))).includes(text)).toBe(false);
  });

  it('refuses a content whose file was damaged, or sealed with another key', async () => {
    const store = await openDiskBlobStore({ directory, key: KEY });
    const { key } = await store.put([utf8('whole')], LIMIT);
    const file = join(directory, key.slice(0, 2), key);
    const sealed = await readFile(file);
    await expect((await openDiskBlobStore({ directory, key: KEY.toReversed() })).get(key)).rejects.toThrow(
      'another key',
    );
    sealed[30]! ^= 1;
    await writeFile(file, sealed);
    await expect(store.get(key)).rejects.toThrow('damaged');
  });

  it('refuses one content under the name of another', async () => {
    const store = await openDiskBlobStore({ directory, key: KEY });
    const [one, two] = [await store.put([utf8('one')], LIMIT), await store.put([utf8('two')], LIMIT)];
    const file = (key: string): string => join(directory, key.slice(0, 2), key);
    await writeFile(file(one.key), await readFile(file(two.key)));
    await expect(store.get(one.key)).rejects.toThrow('damaged');
  });

  it('removes what a crash left a day ago, and leaves a running upload alone', async () => {
    await openDiskBlobStore({ directory, key: KEY });
    const [old, fresh] = ['old', 'fresh'].map((name) => join(directory, 'incoming', name));
    await writeFile(old!, 'half');
    await writeFile(fresh!, 'half');
    await utimes(old!, new Date('2020-01-01'), new Date('2020-01-01'));
    await openDiskBlobStore({ directory, key: KEY });
    expect(await readdir(join(directory, 'incoming'))).toEqual(['fresh']);
  });

  it('accepts no key that is not a hash', async () => {
    const store = await openDiskBlobStore({ directory, key: KEY });
    await expect(store.get('../../etc/passwd')).rejects.toThrow(RangeError);
  });
});

/** Set if file systems can be mounted: by root on Linux. */
(process.env['TEST_NAMESPACES'] === undefined ? describe.skip : describe)(
  'the store on a disk of half a megabyte',
  () => {
    beforeEach(() => run('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'none', directory]));
    afterEach(() => run('umount', [directory]));

    it('answers storage_full if it has no room, keeps nothing of that content, and accepts a smaller one', async () => {
      const store = await openDiskBlobStore({ directory, key: KEY });
      const small = await store.put([new Uint8Array(1000)], LIMIT);
      await expect(store.put(inParts(seededRng(1).bytes(700_000), 5000), LIMIT)).rejects.toMatchObject({
        code: 'storage_full',
      });
      expect(await filesIn(directory)).toEqual([small.key]);
      const later = await store.put([seededRng(2).bytes(300_000)], LIMIT);
      expect(await store.get(later.key)).toHaveLength(300_000);
    });
  },
);
