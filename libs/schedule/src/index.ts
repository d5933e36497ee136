export { taken, CLOCK_LAG_MS, type Allowance, type Bucket } from './bucket.js';
export * from './byte-budget.js';
export { CRON_LENGTH_MAX } from './cron.js';
export { describeWindow } from './describe-window.js';
export * from './estimate.js';
export * from './rate.js';
export { problemsOfWindows, WEEKDAYS, WINDOW_LIMITS } from './window.js';
export type { CronWindow, MaintenanceWindow, Weekday, WeeklyWindow } from './window.js';
export * from './window-at.js';
