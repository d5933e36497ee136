export * from './actions.js';
export * from './actor.js';
export * from './command.js';
export * from './grants.js';
export * from './password-rules.js';
export * from './principal.js';
export * from './roles.js';
export * from './sign-in-limits.js';
