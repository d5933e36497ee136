import { describe, expect, it } from '@jest/globals';

import { orderOf, testKeys } from '@twinbank/testkit/mini-server';
import { sampleRelease } from '@twinbank/testkit/sample-image';

import { knowManifest, type KnownManifest } from './known-manifest.js';

describe('manifests that devices of one process share', () => {
  it('are verified once, and of more than 32 the oldest is forgotten', async () => {
    const keys = await testKeys();
    const release = sampleRelease({ part: 'STM32G474', version: '1.1.0', counter: 2, bytes: 4096 });
    const texts = await Promise.all(
      Array.from({ length: 33 }, async (_, counter) => {
        const { message } = await orderOf(keys, { ...release, manifest: { ...release.manifest, counter } });
        return message.manifest;
      }),
    );
    const cache = new Map<string, KnownManifest>();
    const known = texts.slice(0, 32).map((text) => knowManifest(text, keys.manifestKeys, cache));
    expect([...cache.keys()]).toEqual(texts.slice(0, 32));
    expect(knowManifest(texts[0]!, keys.manifestKeys, cache)).toBe(known[0]);
    knowManifest(texts[32]!, keys.manifestKeys, cache);
    expect([...cache.keys()]).toEqual(texts.slice(1));
    expect(known[0]!.verified).toEqual(new Array(release.manifest.blocks.length).fill(undefined));
  });
  it('are read anew each time without a place to keep them', async () => {
    const keys = await testKeys();
    const release = sampleRelease({ part: 'STM32G474', version: '1.1.0', counter: 2, bytes: 4096 });
    const { message, ticket } = await orderOf(keys, release);
    const [first, second] = [1, 2].map(() => knowManifest(message.manifest, keys.manifestKeys));
    expect(first).toEqual(second);
    expect(first).not.toBe(second);
    expect(first).toMatchObject({ release: ticket.release, manifest: release.manifest });
    expect([first!.verified.length, first!.tails.size, first!.findings.size]).toEqual([
      release.manifest.blocks.length,
      ...[0, 0],
    ]);
  });
});
