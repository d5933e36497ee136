export * from './backoff.js';
export * from './device-link.js';
export type { Address } from './stream.js';
