import type { JobState } from '@twinbank/campaign';

import type { ServerTally } from '../server/work.js';
import type { Engine } from '../store/engine.js';
import type { MemoryStore } from '../store/memory-store.js';
import type { FaultRates } from './fault-rates.js';
import type { OperatorTally } from './operators.js';

/** What a simulation is to do. */
export interface SimulationPlan {
  /** Jobs in all. */
  readonly updates: number;
  /** Devices, shared out over the parts. */
  readonly devices: number;
  readonly seed: number;
  readonly rates: FaultRates;
}

/** What a simulation came to. */
export interface SimulationTally {
  readonly operators: OperatorTally;
  readonly servers: ServerTally;
  /** Jobs by the state that they ended in. */
  readonly ends: Readonly<Partial<Record<JobState, number>>>;
  readonly ended: number;
  readonly devices: number;
  readonly boots: number;
  readonly strikes: number;
  readonly blocks: number;
  readonly virtualSeconds: number;
}

/** Parts of the simulation that a net is tried with: others than the real ones. */
export interface Replaced {
  readonly engine?: Engine;
  readonly store?: (store: MemoryStore) => void;
}
