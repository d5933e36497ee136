export * from './aes-ctr.js';
export * from './derivation.js';
export * from './digest.js';
export * from './hkdf.js';
export * from './key-ring.js';
export * from './signing-key.js';
export * from './tokens.js';
export * from './verification.js';
