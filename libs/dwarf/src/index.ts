export * from './code-pointers.js';
export * from './program-functions.js';
export * from './program-variable.js';
export * from './program-variables.js';
export * from './variable-type.js';
