export * from './custody-watch.js';
export * from './key-custody.js';
export * from './pkcs11-token.js';
