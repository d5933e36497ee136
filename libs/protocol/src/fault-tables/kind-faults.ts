/** Faults of kinds of update, and of what is held back. Part of the table in ../faults.ts. */
export const KIND_FAULTS = {
  revert_image_missing: {
    status: 409,
    meaning: 'The ticket asks for a swap back, and the other bank does not hold that image.',
  },
  revert_image_held: {
    status: 409,
    meaning: 'The device has the release in its other bank already, and the campaign is for those that have not.',
  },
  control_group: {
    status: 409,
    meaning: 'The device is held back on what it runs, as control with which updated devices are compared.',
  },
  kind_unsupported: {
    status: 409,
    meaning: 'The device does not report that its agent understands the kind of update that the campaign orders.',
  },
} as const;
