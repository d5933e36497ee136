export type { components, operations, paths } from './generated/rest.js';
export * from './reason-header.js';
export * from './release-form.js';
export * from './rest-client.js';
export * from './rest-error.js';
