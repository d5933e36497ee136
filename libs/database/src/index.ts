export * from './campaigns.js';
export * from './database.js';
export * from './devices.js';
export * from './events.js';
export { holdFolder, LOCK_FILE, type FolderUse } from './folder-lock.js';
export * from './jobs.js';
export * from './page.js';
export * from './products.js';
export * from './releases.js';
