export { TARGETS } from './targets/all-targets.js';
export type { Target } from './targets/target.js';
