export * from './boot-rom-version.js';
export * from './factory-options.js';
export * from './part-name.js';
export * from './part-spec.js';
export * from './part-specs.js';
export * from './parts.js';
