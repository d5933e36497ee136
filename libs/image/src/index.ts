export * from './manifest.js';
export * from './release.js';
export * from './ticket.js';
