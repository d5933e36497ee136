import { describe, expect, it } from '@jest/globals';

import { buildRelease, encodeManifest } from '@twinbank/image';
import { toBase64Url, utf8 } from '@twinbank/primitives';

import { releaseFacts } from './update-orders.js';

const { manifest } = buildRelease({
  ...{ product: 'own', version: '1.1.0', counter: 2, parts: ['STM32G484'], hardware: ['A'] },
  ...{ code: new Uint8Array(1024), plaintextSalt: new Uint8Array(64), createdMs: 0 },
  swapSection: { offset: 0x400 - 64, length: 8 },
});
const manifestJws = `e30.${toBase64Url(utf8(JSON.stringify(encodeManifest(manifest))))}.s`;
const factsOf = (...codes: ('no_descriptor' | 'gaps_filled')[]) =>
  releaseFacts({ manifestJws, findings: codes.map((code) => ({ code, detail: '' })) });

describe('the facts of a release', () => {
  it('say whether its image has a descriptor, which inspection found out', () => {
    expect(factsOf('gaps_filled', 'no_descriptor')).toMatchObject({
      undescribed: true,
      version: '1.1.0',
      runOnce: false,
    });
    expect(factsOf('gaps_filled')).not.toHaveProperty('undescribed');
    expect(releaseFacts({ manifestJws })).not.toHaveProperty('undescribed');
  });
});
