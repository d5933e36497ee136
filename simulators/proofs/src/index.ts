export { Explorer, type Exploration, type Finding, type Tally } from './cuts/explorer.js';
export { INVARIANTS, Violation, type Invariant } from './cuts/violation.js';
export type { SimulationPlan, SimulationTally } from './simulation/simulation-plan.js';
export { World } from './simulation/world.js';
