export type { Counts, CountRule, Verdict } from './counts.js';
export * from './extremes.js';
export * from './means.js';
export { exactBounds, wilsonBounds, type RateBounds } from './proportion.js';
export * from './rates.js';
export * from './sprt.js';
export * from './stop-distribution.js';
export * from './stop-forecast.js';
export * from './two-proportions.js';
