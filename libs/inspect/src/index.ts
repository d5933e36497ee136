export * from './image-descriptor.js';
export * from './inspect-image.js';
export * from './ram-areas.js';
export * from './vector-table.js';
