export * from './broker-limits.js';
export * from './device-broker.js';
export * from './embedded-broker.js';
export * from './external-broker.js';
