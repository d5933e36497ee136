export { FolderRefused, holdFolder, LOCK_FILE, type FolderUse, type HeldFolder } from './folder-lock.js';
