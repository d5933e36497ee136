export { holdFolder, LOCK_FILE, type FolderUse } from './folder-lock.js';
