import { describe, expect, it } from '@jest/globals';

import { forecastPieces } from '@twinbank/campaign';
import { seededRng } from '@twinbank/primitives';
import { aConfig } from '@twinbank/testkit/campaign-specimens';

import { inTurns } from './in-turns.js';
import { FORECASTS_KEPT, KnownForecasts } from './known-forecasts.js';

/** Forecasts, those of ten devices and fewer empty, and for how many devices each was made. */
function watched(): { readonly known: KnownForecasts; readonly made: number[] } {
  const made: number[] = [];
  const known = new KnownForecasts(function* (config, devices, rng, facts) {
    made.push(devices);
    return devices > 10 ? yield* forecastPieces(config, devices, rng, facts) : [];
  });
  return { known, made };
}

describe('KnownForecasts', () => {
  it('makes a forecast once, and gives what the simulation says', async () => {
    const { known, made } = watched();
    const first = await known.of(aConfig(), 12, {});
    expect(await known.of(aConfig(), 12, {})).toEqual(first);
    expect([first, made]).toEqual([await inTurns(forecastPieces(aConfig(), 12, seededRng(0))), [12]]);
  });

  it('makes another one for other rules, devices, places, sizes or paths', async () => {
    const { known, made } = watched();
    const at = new Map([['north', 3]]);
    await known.of(aConfig(), 5, {});
    await known.of(aConfig({ concurrency: 2 }), 5, {});
    await known.of(aConfig(), 6, {});
    await known.of(aConfig(), 6, { at });
    await known.of(aConfig(), 6, { at: new Map([['north', 4]]) });
    await known.of(aConfig(), 6, { imageBytes: 512 });
    await known.of(aConfig(), 6, { named: [1] });
    await known.of(aConfig(), 6, { hops: { ways: [{ updates: 2, devices: 6 }], bytes: 1 } });
    expect(made).toEqual([5, 5, 6, 6, 6, 6, 6, 6]);
    await known.of(aConfig(), 6, { at });
    expect(made).toHaveLength(8);
  });

  it('forgets what was asked for longest ago, so that it does not grow', async () => {
    const { known, made } = watched();
    await known.of(aConfig(), 1, {});
    await known.of(aConfig(), 2, {});
    await known.of(aConfig(), 1, {});
    for (let at = 0; at < FORECASTS_KEPT - 1; at++) await known.of(aConfig(), 3, { imageBytes: at });
    made.length = 0;
    await known.of(aConfig(), 1, {});
    await known.of(aConfig(), 2, {});
    expect(made).toEqual([2]);
  });
});
