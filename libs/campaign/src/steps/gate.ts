import type { Campaign } from '../campaign.js';

/**
 * A gate before a wave: `closed` until the waves before it are through, then `waiting` for somebody to open it, then
 * `open`.
 */
export const GATE_STATES = ['closed', 'waiting', 'open'] as const;
export type GateState = (typeof GATE_STATES)[number];

/** How the gate before a wave stands; undefined if the wave has none. */
export function gateOf(
  { config, progress = {} }: Pick<Campaign, 'config' | 'progress'>,
  wave: number,
): GateState | undefined {
  if (config.waves[wave]?.gate !== 'manual') return undefined;
  if (progress.gateOpened !== undefined && progress.gateOpened >= wave) return 'open';
  return progress.gateReached === wave ? 'waiting' : 'closed';
}
