export * from './attendance.js';
export * from './hints.js';
export * from './judgement.js';
export * from './report-order.js';
export * from './ticket.js';
export * from './ticket-check.js';
export * from './receipt-check.js';
