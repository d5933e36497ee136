/** The extension of the OpenAPI document that marks an operation which changes nothing, although its method might. */
export const ONLY_LOOKS = 'x-only-looks';

/** Tags of operations that change nothing, whatever their method: a broker's questions, and what is too long for an address. */
const LOOKING: ReadonlySet<string> = new Set(['broker', 'selections']);

/** Whether an operation changes nothing, whatever its method. */
export const isOnlyLooking = (operation: { readonly tags?: readonly string[] }): boolean =>
  ONLY_LOOKS in operation || (operation.tags ?? []).some((tag) => LOOKING.has(tag));
