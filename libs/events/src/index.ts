export * from './catalogue.js';
export * from './event-entry.js';
export * from './event-data.js';
export * from './webhook-schedule.js';
