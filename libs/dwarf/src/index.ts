export * from './program-functions.js';
export * from './program-variable.js';
export * from './program-variables.js';
export { sourceName } from './source-name.js';
export * from './variable-type.js';
