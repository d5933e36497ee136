export * from './image-descriptor.js';
export * from './inspect-image.js';
export * from './isr-pairs.js';
export * from './ram-layout.js';
export * from './ram-areas.js';
export * from './vector-table.js';
