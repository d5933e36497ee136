export * from './agent-config.js';
export * from './agent-event.js';
export * from './data-store.js';
export * from './isr-comparison.js';
export { bankImage, deviceStatus, journalledCounter, journalledJob, type DeviceIdentity } from './device-status.js';
export * from './factory.js';
export { integrityAsInNote } from './image-check.js';
export type { JobRecord } from './journal.js';
export type { KnownManifest } from './known-manifest.js';
export { NvmLog, type NvmMedium, type NvmUnit } from './nvm-log.js';
export { reservedBytes } from './nvm-layout.js';
export {
  LIVE_SWAP_MARK,
  applyRamChanges,
  markLiveSwap,
  runOnce,
  type Converter,
  type RamProgram,
  type RunOnceCode,
  type RunOnceWords,
} from './ram-program.js';
export * from './slot-finder.js';
export * from './stage-table.js';
export * from './task-table.js';
export type { TransferLimits } from './transfer-window.js';
export type { RttLimits } from './rtt-estimator.js';
export * from './update-agent.js';
