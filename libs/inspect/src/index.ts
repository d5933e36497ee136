export {
  DIFFERENCES,
  PLANNED,
  WEIGHTS,
  type DifferenceCode,
  type DifferenceFinding,
  type Weight,
} from './compare/difference-findings.js';
export * from './compare/compare-releases.js';
export * from './compare/compare-variables.js';
export * from './compare/comparison-document.js';
export * from './compare/kept-pointers.js';
export * from './compare/match-variables.js';
export * from './facts/comparable-facts.js';
export * from './facts/facts-document.js';
export * from './facts/program-facts.js';
export * from './compare/run-once-code.js';
export * from './compare/plan/plan-effect.js';
export * from './compare/run-once-plan.js';
export * from './compare/plan/swap-steps.js';
export * from './compare/type-difference.js';
export * from './compare/type-text.js';
export * from './container.js';
export * from './finding.js';
export * from './handlers.js';
export * from './image-descriptor.js';
export * from './inspect-image.js';
export * from './live-update.js';
export * from './isr-pairs.js';
export * from './ram-layout.js';
export * from './ram-areas.js';
export { STACK_BYTES_MIN } from './places/ram-stretches.js';
export * from './places/plan-places.js';
export { namedCopies } from './places/named-copies.js';
export { isrCopyOf, misplacedSection, sectionOutsideRam, valueUponStack } from './places/section-places.js';
export * from './secrets/secret-findings.js';
export * from './vector-table.js';
