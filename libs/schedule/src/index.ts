export * from './cron.js';
export { describeWindow } from './describe-window.js';
export * from './window.js';
export * from './window-at.js';
export { isZone } from './zone.js';
