export * from './agent-config.js';
export * from './agent-event.js';
export { Companions, type CompanionGoal } from './companions/companion-goals.js';
export type { CompanionPort } from './companions/companion-port.js';
export * from './journal/data-store.js';
export * from './swap/isr-comparison.js';
export {
  bankImage,
  deviceStatus,
  journalledCounter,
  journalledDisposal,
  journalledJob,
  journalledKeySet,
  type DeviceIdentity,
} from './device-status.js';
export * from './factory.js';
export * from './health/health-port.js';
export { integrityAsInNote } from './download/image-check.js';
export type { ReplaceableCollaborators } from './collaborators.js';
export { Journal, type BankRecord, type JobEnd, type JobRecord } from './journal/journal.js';
export type { KnownManifest } from './ticket/known-manifest.js';
export type { DisposalRecord } from './journal/disposal-words.js';
export type { HeldKeys } from './journal/key-set-words.js';
export { NvmLog, type NvmMedium, type NvmUnit } from './journal/nvm-log.js';
export { journalMedium, reservedBytes } from './journal/nvm-layout.js';
export {
  LIVE_SWAP_MARK,
  applyRamChanges,
  markLiveSwap,
  runOnce,
  type Converter,
  type RamProgram,
  type RunOnceCode,
  type RunOnceWords,
} from './swap/ram-program.js';
export { BankSections } from './sections/bank-sections.js';
export { RamPlan } from './sections/ram-plan.js';
export { RamValues } from './sections/ram-values.js';
export { runningConfig, type RunningConfig } from './sections/running-config.js';
export { BootChoice } from './swap/boot-choice.js';
export * from './swap/slot-finder.js';
export * from './swap/tasks-around.js';
export * from './stage-table.js';
export * from './swap/task-table.js';
export type { TransferLimits } from './download/transfer-window.js';
export type { RttLimits } from './download/rtt-estimator.js';
export * from './update-agent.js';
