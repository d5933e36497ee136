export * from './flat-image.js';
export * from './intel-hex.js';
export * from './manifest.js';
export * from './padded-image.js';
export * from './release.js';
export * from './s-record.js';
export * from './section-table.js';
export * from './ticket.js';
