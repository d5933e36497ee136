import type { JobState } from '@twinbank/campaign';

import type { ServerTally } from '../server/work.js';
import type { Engine } from '../store/engine.js';
import type { MemoryStore } from '../store/memory-store.js';
import type { FaultRates } from './fault-rates.js';
import type { OperatorTally } from './operators.js';

/** The extent of a simulation. */
export interface SimulationPlan {
  /** Total number of jobs. */
  readonly updates: number;
  /** Number of devices, divided among the parts. */
  readonly devices: number;
  readonly seed: number;
  readonly rates: FaultRates;
}

/** The results of a simulation. */
export interface SimulationTally {
  readonly operators: OperatorTally;
  readonly servers: ServerTally;
  /** Number of jobs by their final state. */
  readonly ends: Readonly<Partial<Record<JobState, number>>>;
  readonly ended: number;
  /** Offers that no device accepted. */
  readonly missed: number;
  /** Releases in between that devices confirmed on their way. */
  readonly hops: number;
  readonly devices: number;
  readonly boots: number;
  readonly strikes: number;
  readonly blocks: number;
  readonly virtualSeconds: number;
}

/** Parts of the simulation that a net replaces. */
export interface Replaced {
  readonly engine?: Engine;
  readonly store?: (store: MemoryStore) => void;
}
