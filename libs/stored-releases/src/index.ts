export * from './live-verdicts.js';
export * from './product-key-sets.js';
export * from './release-comparisons.js';
export * from './release-facts.js';
export * from './signed-manifest.js';
export * from './stored-images.js';
export * from './stored-releases.module.js';
export * from './update-orders.js';
