export * from './broker-limits.js';
export * from './device-broker.js';
export * from './embedded/embedded-broker.js';
export * from './external/external-broker.js';
