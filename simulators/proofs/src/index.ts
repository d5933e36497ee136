export { Explorer, type Exploration, type Finding, type Tally } from './cuts/explorer.js';
export { INVARIANTS, Violation, type Invariant } from './cuts/violation.js';
export { World, type SimulationPlan, type SimulationTally } from './simulation/world.js';
