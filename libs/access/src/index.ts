export * from './actions.js';
export * from './actor.js';
export * from './command.js';
export * from './grants.js';
export * from './principal.js';
export * from './roles.js';
