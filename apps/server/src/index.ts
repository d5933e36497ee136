export { createApp } from './app.js';
export { readConfig } from './composition/config.js';
export { startServer } from './server.js';
