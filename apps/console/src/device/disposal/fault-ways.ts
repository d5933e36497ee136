/** What can be done where a device did not take its disposal, by the code that it said (docs/faults.md). */
export const FAULT_WAYS: Readonly<Record<string, string>> = {
  disposal_unsupported: 'Update its firmware to one that can erase its keys, or destroy the keys by hand.',
  disposal_mismatch: 'It keeps its keys and tells its receipt again. If it persists, look at its agent.',
  signature_invalid:
    'It does not hold the ticket key of this server. It is sent the key sets of its product first; another order follows within a minute after it connects.',
  key_revoked:
    'Its key set does not name the ticket key of the order. Another order follows within a minute after it connects.',
  ticket_replayed:
    'It has taken a newer ticket. An order with a higher number follows within a minute after it connects.',
  ticket_malformed: 'It could not read the order. Another one follows within a minute after it connects.',
  ticket_foreign: 'It says that the order is for another device: look whether two devices have this identity.',
};

/** What can be done about what a device said; by default, look at its log. */
export const faultWay = (code: string): string =>
  Object.hasOwn(FAULT_WAYS, code)
    ? FAULT_WAYS[code]!
    : 'Look at the log of the device. If it cannot be helped, destroy its keys by hand: erase its flash, or the chip.';
