/** What must hold after any cut. docs/proof.md explains each in a sentence. */
export const INVARIANTS = [
  'boots',
  'signed-image-runs',
  'counter-floor',
  'boot-choice-valid',
  'no-half-image-in-sight',
  'user-data-kept',
  'told-is-kept',
  'tickets-answered',
  'receipts-hold',
  'orders-heeded',
  'vectors-whole',
  'slot-kept',
  'ram-fits',
  'asks-once',
  'going-back-is-a-swap',
  'kept-until-asked',
  'put-off-as-allowed',
  'chosen-in-time',
  'key-set-kept',
  'disposal-in-order',
  'sections-with-code',
  'values-once',
  'plan-once',
  'companions-fit',
  'bounded-operations',
  'standstill',
  'completes',
  'hardware-used-rightly',
  'program-goes-on',
] as const;
export type Invariant = (typeof INVARIANTS)[number];

/** Something that must hold does not. */
export class Violation extends Error {
  override readonly name = 'Violation';

  constructor(
    readonly invariant: Invariant,
    readonly detail: string,
  ) {
    super(`${invariant}: ${detail}`);
  }
}
