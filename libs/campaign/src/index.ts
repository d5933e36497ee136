export * from './campaign.js';
export * from './config.js';
export * from './job.js';
export * from './job-step.js';
export * from './outcome.js';
export * from './state-machine.js';
export * from './step.js';
export * from './waves.js';
