export * from './custody-report.js';
export * from './device-side.js';
export * from './event-bus.js';
export * from './resources.module.js';
export * from './tokens.js';
