import { describe, expect, it } from '@jest/globals';

import { factoryInstall } from '@twinbank/agent';
import { buildRelease, imageWith, type PayloadInput } from '@twinbank/image';
import { Mcu } from '@twinbank/mcu';
import { seededRng, utf8 } from '@twinbank/primitives';

import { ownSettings } from './own-settings.js';

/** A device whose image carries this configuration. */
function deviceWith(config: string | undefined): Mcu {
  const mcu = new Mcu({ part: 'STM32G484' });
  const extras: PayloadInput[] = config === undefined ? [] : [{ type: 'config', bytes: utf8(config) }];
  const code = imageWith(seededRng('code').bytes(1024), extras);
  new DataView(code.buffer).setUint32(0, 0x2000_1000, true);
  factoryInstall(
    mcu,
    buildRelease({
      ...{ product: 'motor', version: '1.0.0', counter: 1, parts: ['STM32G484'], hardware: ['A'], code, createdMs: 0 },
      plaintextSalt: new Uint8Array(64),
    }),
  );
  return mcu;
}

describe('the settings of a simulated device', () => {
  it.each<[string, string | undefined, Record<string, number>]>([
    [
      'the numbers of its configuration',
      '{"limit":7,"name":"x","gain":-0.5}',
      { 'config.limit': 7, 'config.gain': -0.5 },
    ],
    ['nothing where there is no configuration', undefined, {}],
    ['nothing where it is no JSON', '\x01\x02', {}],
    ['nothing where it is a list', '[1]', {}],
    ['no name that no server would take', `{"a b":1,"${'n'.repeat(30)}":2}`, {}],
    ['no number that JSON does not hold exactly', '{"limit":1e300}', {}],
  ])('are %s', (_, config, settings) => expect(ownSettings(deviceWith(config))).toEqual(settings));

  it('leave room for what the application counts', () => {
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`n${index}`, index])));
    expect(Object.keys(ownSettings(deviceWith(many)))).toHaveLength(8);
  });
});
