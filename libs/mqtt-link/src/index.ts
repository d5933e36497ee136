export * from './backoff.js';
export * from './device-link.js';
export { endpointOf, type Address } from './stream.js';
