export * from './actor.js';
export * from './command.js';
