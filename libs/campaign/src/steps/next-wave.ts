import type { Campaign } from '../campaign.js';
import type { WaveCounts } from '../counts.js';
import { standingOf, type Standing } from '../standing.js';
import type { CampaignEffect } from './effects.js';
import { isFilling } from '../joining/joining.js';
import { gateOf } from './gate.js';
import { decided } from './moves.js';

/** A campaign after its waves were looked at. */
export interface Advance {
  readonly campaign: Campaign;
  readonly effects: readonly CampaignEffect[];
  /** The next wave could begin, and waits for an operator to open its gate. */
  readonly atGate: boolean;
}

/**
 * Moves to the next wave as long as the present one is complete and no closed gate stands before it. Accepted failures
 * all belong to waves up to the present one, so they are left out of its count.
 */
export function advance(campaign: Campaign, waves: readonly WaveCounts[]): Advance {
  const effects: CampaignEffect[] = [];
  let now = campaign;
  while (now.currentWave < campaign.config.waves.length - 1) {
    const wave = now.currentWave + 1;
    const standing = standingOf(waves, now.currentWave);
    const reason = completion(now, waves, standing);
    if (reason === undefined) break;
    const facts = { wave, succeeded: standing.succeeded, counted: standing.counted };
    const gate = gateOf(now, wave);
    if (gate === 'waiting') return { campaign: now, effects, atGate: true };
    if (gate === 'closed') {
      effects.push(decided('gate_reached', reason, facts));
      return { campaign: { ...now, progress: { ...now.progress, gateReached: wave } }, effects, atGate: true };
    }
    now = { ...now, currentWave: wave };
    effects.push(decided('wave_advanced', reason, facts));
  }
  return { campaign: now, effects, atGate: false };
}

/** Why the present wave is complete, in words; undefined if it is not. */
function completion(campaign: Campaign, waves: readonly WaveCounts[], standing: Standing): string | undefined {
  const { currentWave, acknowledged } = campaign;
  const { successPercent } = campaign.config.thresholds;
  if (isFilling(campaign.config, waves, currentWave)) return undefined;
  if (acknowledged.wave >= currentWave) return 'an operator accepted the wave as it is';
  const missed = standing.succeeded * 100 < successPercent * (standing.counted - acknowledged.failed);
  if (missed || (successPercent > 0 && isUntried(campaign, waves, currentWave))) return undefined;
  return successSentence(standing, successPercent, through(campaign));
}

const through = ({ acknowledged }: Campaign): string =>
  `${acknowledged.failed > 0 ? `without ${acknowledged.failed} accepted failures ` : ''}the wave is through`;

/**
 * Whether nothing is known of the release up to a wave because all jobs planned there were cancelled or excluded. A
 * wave that never had a job (fewer devices than waves) blocks nothing; nor do cancelled jobs of a wave that was
 * accepted.
 */
function isUntried(campaign: Campaign, waves: readonly WaveCounts[], upToWave: number): boolean {
  if (standingOf(waves, upToWave).counted > 0) return false;
  return waves.some(
    ({ wave, jobs }) => wave > campaign.acknowledged.wave && wave <= upToWave && jobs.cancelled + jobs.excluded > 0,
  );
}

/** How many jobs succeeded, how many must, and what follows. */
export const successSentence = (standing: Standing, successPercent: number, so: string): string =>
  `${standing.succeeded} of ${standing.counted} jobs succeeded, ${successPercent} % are required: ${so}`;
