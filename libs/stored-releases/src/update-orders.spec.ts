import { describe, expect, it } from '@jest/globals';

import { encodeManifest, encodePlans, imageWith, type PayloadInput } from '@twinbank/image';
import { toBase64Url, utf8 } from '@twinbank/primitives';
import { sampleCode, sampleRelease } from '@twinbank/testkit/sample-image';

import { releaseFacts, UpdateOrders } from './update-orders.js';

const SAMPLE = { part: 'STM32G484', version: '1.1.0', counter: 2, bytes: 4096 } as const;
const CONFIG: PayloadInput = { type: 'config', bytes: Uint8Array.of(1) };
const VALUES: PayloadInput = { type: 'ram-init', bytes: Uint8Array.of(1), address: 0x20003000 };

/** A stored manifest; nobody looks at its signature again. */
function jwsOf(extras: readonly PayloadInput[], alg = 'EdDSA'): string {
  const { manifest } = sampleRelease(SAMPLE, { code: imageWith(sampleCode(SAMPLE), extras) });
  const [header, payload] = [{ alg, kid: 'k' }, encodeManifest(manifest)].map((part) =>
    toBase64Url(utf8(JSON.stringify(part))),
  );
  return `${header}.${payload}.s`;
}

describe('the facts of a stored release', () => {
  it('say whether it carries sections, and start values among them', () => {
    const factsOf = (...extras: PayloadInput[]) => releaseFacts({ manifestJws: jwsOf(extras), findings: [] });
    const [none, config, values] = [factsOf(), factsOf(CONFIG), factsOf(CONFIG, VALUES)];
    expect(none).toMatchObject({ version: '1.1.0', counter: 2 });
    expect([none.sections, none.startValues]).toEqual([undefined, undefined]);
    expect([config.sections, config.startValues]).toEqual([true, undefined]);
    expect([values.sections, values.startValues]).toEqual([true, true]);
  });

  it('say whether it is signed with P-256', () => {
    expect(releaseFacts({ manifestJws: jwsOf([], 'ES256') })).toMatchObject({ p256: true });
    expect(releaseFacts({ manifestJws: jwsOf([]) })).not.toHaveProperty('p256');
  });

  it('say for which images its plans are', () => {
    const from = [1, 2].map((byte) => new Uint8Array(32).fill(byte));
    const plan: PayloadInput = { type: 'plan', bytes: encodePlans([{ from, steps: [] }]) };
    const facts = releaseFacts({ manifestJws: jwsOf([plan]), findings: [] });
    expect(facts).toMatchObject({ sections: true, planFor: ['01'.repeat(32), '02'.repeat(32)] });
    expect(releaseFacts({ manifestJws: jwsOf([CONFIG]) })).not.toHaveProperty('planFor');
  });

  it('say whether plans carry values, which not every agent can', () => {
    const from = [new Uint8Array(32).fill(1)];
    const factsOf = (kind: 'move' | 'carry') => {
      const steps = [{ do: kind, from: 0x20000000, to: 0x20000010, length: 4 } as const];
      const plan: PayloadInput = { type: 'plan', bytes: encodePlans([{ from, steps }]) };
      return releaseFacts({ manifestJws: jwsOf([plan]), findings: [] });
    };
    expect(factsOf('carry')).toMatchObject({ planCarries: true });
    expect(factsOf('move')).not.toHaveProperty('planCarries');
  });

  it('say whether its image has a descriptor, which inspection found out', () => {
    const manifestJws = jwsOf([]);
    const factsOf = (...codes: ('no_descriptor' | 'gaps_filled')[]) =>
      releaseFacts({ manifestJws, findings: codes.map((code) => ({ code, detail: '' })) });
    expect(factsOf('gaps_filled', 'no_descriptor')).toMatchObject({ undescribed: true, version: '1.1.0' });
    expect(factsOf('gaps_filled')).not.toHaveProperty('undescribed');
    expect(releaseFacts({ manifestJws })).not.toHaveProperty('undescribed');
  });
});

describe('what a campaign orders', () => {
  it('follows from the key sets as they are stored now, not as they were read a moment ago', async () => {
    const asked: string[] = [];
    const manifestJws = jwsOf([]);
    const orders = new UpdateOrders(
      { ids: async () => [], byId: async () => ({ manifestJws, findings: [] }) } as never,
      {} as never,
      {
        anew: async (product: string) => void asked.push(`anew ${product}`),
        of: async (product: string) => (asked.push(`of ${product}`), {}),
        signed: async () => (asked.push('signed'), undefined),
      } as never,
    );
    await orders.of({ product: 'pump', releaseId: 1, config: { terms: { mode: 'reset' } as never } });
    expect(asked).toEqual(['anew pump', 'of pump', 'signed']);
  });
});
