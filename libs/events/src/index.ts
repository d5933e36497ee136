export * from './catalogue.js';
export * from './event-data.js';
