import { describe, expect, it } from '@jest/globals';

import { forecastOf } from '@twinbank/campaign';
import { seededRng } from '@twinbank/primitives';
import { aConfig } from '@twinbank/testkit/campaign-specimens';

import { FORECASTS_KEPT, KnownForecasts } from './known-forecasts.js';

/** Forecasts, those of ten devices and fewer empty, and for how many devices each was made. */
function watched(): { readonly known: KnownForecasts; readonly made: number[] } {
  const made: number[] = [];
  const known = new KnownForecasts((config, devices, rng, facts) => {
    made.push(devices);
    return devices > 10 ? forecastOf(config, devices, rng, facts) : [];
  });
  return { known, made };
}

describe('KnownForecasts', () => {
  it('makes a forecast once, and gives what the simulation says', () => {
    const { known, made } = watched();
    const first = known.of(aConfig(), 12, {});
    expect(known.of(aConfig(), 12, {})).toEqual(first);
    expect([first, made]).toEqual([forecastOf(aConfig(), 12, seededRng(0)), [12]]);
  });

  it('makes another one for other rules, devices, places, sizes or paths', () => {
    const { known, made } = watched();
    const at = new Map([['north', 3]]);
    known.of(aConfig(), 5, {});
    known.of(aConfig({ concurrency: 2 }), 5, {});
    known.of(aConfig(), 6, {});
    known.of(aConfig(), 6, { at });
    known.of(aConfig(), 6, { at: new Map([['north', 4]]) });
    known.of(aConfig(), 6, { imageBytes: 512 });
    known.of(aConfig(), 6, { named: [1] });
    known.of(aConfig(), 6, { hops: { ways: [{ updates: 2, devices: 6 }], bytes: 1 } });
    expect(made).toEqual([5, 5, 6, 6, 6, 6, 6, 6]);
    known.of(aConfig(), 6, { at });
    expect(made).toHaveLength(8);
  });

  it('forgets what was asked for longest ago, so that it does not grow', () => {
    const { known, made } = watched();
    known.of(aConfig(), 1, {});
    known.of(aConfig(), 2, {});
    known.of(aConfig(), 1, {});
    for (let at = 0; at < FORECASTS_KEPT - 1; at++) known.of(aConfig(), 3, { imageBytes: at });
    made.length = 0;
    known.of(aConfig(), 1, {});
    known.of(aConfig(), 2, {});
    expect(made).toEqual([2]);
  });
});
