/** Faults of the end of a device's life. Part of the table in ../faults.ts. */
export const DISPOSAL_FAULTS = {
  device_disposed: {
    status: 409,
    meaning:
      'The device was disposed of, for good: it gets no order, key or update any more, and its id stays taken. Provision another device under another id.',
  },
  confirmation_mismatch: {
    status: 409,
    meaning:
      'What was to confirm an order that cannot be undone names something else. Nothing was ordered: look which device is meant, or how many are, and give its id, or their number (`devices` of the facts is that of now).',
  },
  device_never_seen: {
    status: 409,
    meaning:
      'The device has never connected, and the order about many is not meant for such ones: it may be a wrong id. Say that it is meant, or look at the device by itself.',
  },
  disposal_ordered: {
    status: 409,
    meaning:
      'The device has taken the order to forget its keys, from which there is no way back: it takes no ticket any more.',
  },
  disposal_unsupported: {
    status: 409,
    meaning:
      'The firmware of the device has given its agent no way to erase the keys. Update it to one that has, or destroy the keys by hand.',
  },
  disposal_mismatch: {
    status: 409,
    meaning:
      'What acknowledges a disposal is not of the receipt that this device told: it keeps its keys and tells the receipt again.',
  },
} as const;
