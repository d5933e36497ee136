import type { CampaignConfig } from '@twinbank/campaign';
import type { Rng } from '@twinbank/primitives';
import { PARTS, type PartName } from '@twinbank/parts';
import { FINISH_POLICIES, SWAP_MODES } from '@twinbank/protocol';

import { drawnBlocks } from './drawn-plan.js';

const SECOND = 1000;
const WAVES: readonly CampaignConfig['waves'][] = [
  [{ percent: 100 }],
  [{ percent: 5 }, { percent: 25 }, { percent: 100 }],
  [{ percent: 10 }, { percent: 100 }],
  [{ count: 3 }, { percent: 30 }, { percent: 100 }],
  [{ percent: 1 }, { percent: 20 }, { percent: 50 }, { percent: 90 }],
];

/** What an operator configures for a campaign, drawn from the seed: every rule of the engine occurs, strict and lax. */
export function drawnConfig(rng: Rng, part: PartName, deviceIds: readonly string[]): CampaignConfig {
  const one = <T>(...choices: readonly T[]): T => choices[rng.below(choices.length)]!;
  const waves = WAVES[rng.below(WAVES.length)]!;
  return {
    selection: { deviceIds },
    waves,
    thresholds: { successPercent: one(50, 80, 95), errorPercent: one(10, 30, 60), errorMinimum: one(1, 3, 10) },
    concurrency: one(2, 7, 30, 1000),
    timeouts: { offerMs: one(20, 60, 600) * SECOND, runMs: one(5, 60, 600) * SECOND },
    retry: {
      attempts: one(1, 3, 8),
      firstDelayMs: one(1, 5) * SECOND,
      factor: one(1, 2, 3),
      maxDelayMs: one(10, 60) * SECOND,
      jitter: one(0, 0.5),
    },
    terms: {
      policy: rng.chance(0.5) ? FINISH_POLICIES[0] : FINISH_POLICIES[1],
      mode: rng.chance(0.7) ? SWAP_MODES[0] : SWAP_MODES[1],
      cipher: rng.chance(0.8) ? (PARTS[part].ciphers[0] ?? 'none') : 'none',
      slotDeadlineMs: 60 * SECOND,
      onNoSlot: 'fail',
      confirmTimeoutMs: 5 * SECOND,
    },
    ...drawnBlocks(rng.fork('blocks'), deviceIds, waves),
  };
}
