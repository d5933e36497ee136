import type { CampaignInvariant } from '../campaign-violation.js';
import type { FaultRates } from '../fault-rates.js';
import type { Replaced } from '../simulation-plan.js';

/** An engine or a store that is broken on purpose, and the invariants that must catch it. */
export interface BrokenEngine {
  readonly name: string;
  readonly caughtBy: readonly CampaignInvariant[];
  readonly replaced: Replaced;
  readonly rates?: FaultRates;
  /** How many devices and updates show the fault; without it, few. */
  readonly size?: number;
}
