/**
 * What an agent, or a driver below it, can do wrong on purpose. The invariants that docs/proof.md names must catch each
 * defect.
 */
export const DEFECTS = [
  'first-unit-first',
  'bfb2-before-copy',
  'counter-before-confirm',
  'erase-by-logical-bank',
  'journal-rewrites-unit',
  'launch-forgotten',
  'erased-believed',
  'option-bytes-unmended',
  'stage-told-unwritten',
  'refusal-forgotten',
  'receipt-unwritten',
  'receipt-of-ticket',
  'receipt-without-banks',
  'back-by-download',
  'download-forgotten',
  'wish-forgotten',
  'choice-forgotten',
  'choice-without-end',
  'key-set-unwritten',
  'key-set-in-halves',
  'key-set-goes-back',
  'values-after-code',
  'values-at-reset',
  'plan-after-code',
  'plan-in-reverse',
  'plan-carried-late',
  'companion-undo-forgotten',
  'companion-after-confirm',
] as const;
export type Defect = (typeof DEFECTS)[number];
