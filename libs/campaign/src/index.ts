export * from './approval/approval.js';
export * from './approval/approval-value.js';
export * from './approval/plan-outline.js';
export * from './budgets/budget-tally.js';
export * from './budgets/budgets.js';
export * from './campaign.js';
export * from './config.js';
export * from './counts.js';
export {
  CONFIG_LIMITS,
  CONFIG_RANGES,
  RULE_MINIMUM,
  SELECTION_MAX,
  type ConfigNumber,
  type NumberRange,
} from './config-ranges.js';
export * from './exclusion.js';
export * from './keys/awaited-keys.js';
export * from './paths/fleet-paths.js';
export * from './paths/hop-step.js';
export * from './paths/hop-tally.js';
export * from './paths/hops.js';
export * from './paths/release-paths.js';
export * from './paths/turn.js';
export * from './explain/explanation.js';
export * from './forecast.js';
export * from './job/hold.js';
export * from './job/job.js';
export * from './job/job-handling.js';
export * from './job/job-orders.js';
export * from './job/job-rules.js';
export * from './job/job-step.js';
export * from './job/missed-offers.js';
export * from './job/stage-times.js';
export * from './job/outcome.js';
export * from './joining/joining.js';
export * from './others/other-campaigns.js';
export * from './others/take-over.js';
export * from './control/comparison.js';
export * from './control/control-group.js';
export * from './control/told-values.js';
export * from './kinds/kind.js';
export * from './kinds/postpone.js';
export * from './limits/stage-limits.js';
export * from './limits/stage-watch.js';
export * from './pace/duration.js';
export * from './pace/pace.js';
export * from './plan.js';
export * from './planning/expected-waves.js';
export * from './progress.js';
export * from './job/retry.js';
export * from './selecting/selection.js';
export * from './selecting/selection-source.js';
export * from './selecting/way-back.js';
export type { SoakEvent } from './job/soak-step.js';
export * from './soak/soak.js';
export * from './soak/wellness.js';
export * from './spread/place-tally.js';
export * from './spread/places.js';
export * from './spread/spread.js';
export * from './standing.js';
export * from './state-machine.js';
export * from './rules/broken-rules.js';
export * from './rules/failure.js';
export * from './rules/rule-name.js';
export * from './rules/stop-rule.js';
export * from './step.js';
export * from './steps/effects.js';
export * from './steps/gate.js';
export * from './tally.js';
export * from './waves.js';
export * from './windows/device-windows.js';
export * from './windows/zone-tally.js';
export * from './windows/swap-times.js';
export * from './watched/budget-level.js';
export * from './watched/pace-steps.js';
