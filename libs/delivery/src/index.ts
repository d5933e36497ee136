export * from './block-set.js';
export * from './byte-ledger.js';
export * from './delivery-limits.js';
export * from './load-gauge.js';
export * from './lookup-allowance.js';
export * from './transfer-budgets.js';
export * from './want-queue.js';
export * from './window-encryption.js';
