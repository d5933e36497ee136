export * from './address-key.js';
export * from './bytes.js';
export * from './clock.js';
export * from './crc32-stm.js';
export * from './fault.js';
export * from './rng.js';
export * from './semver.js';
export * from './token-bucket.js';
