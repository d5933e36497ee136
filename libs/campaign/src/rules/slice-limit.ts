import type { CampaignConfig } from '../config.js';
import { CONFIG_LIMITS } from '../config-ranges.js';
import type { JobCell } from '../counts.js';
import { sliceKeysOf } from './stop-rule.js';

/** What is wrong with the slices into which the rules divide the devices: there are too many to judge at each look. */
export function problemsOfCells({ rules }: Pick<CampaignConfig, 'rules'>, cells: readonly JobCell[]): string[] {
  const keys = sliceKeysOf(rules);
  if (keys.length === 0 || cells.length <= CONFIG_LIMITS.slicesMax) return [];
  const slices = new Set(cells.map((cell) => JSON.stringify(cell.slices))).size;
  if (slices <= CONFIG_LIMITS.slicesMax) return [];
  return [
    `${keys.join(' and ')} divide the devices into ${slices} slices, and ${CONFIG_LIMITS.slicesMax} can be judged`,
  ];
}
