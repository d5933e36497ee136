/** Refusals of a device for which a release is not made: what it is, and what it runs. Part of the table in ../faults.ts. */
export const FIT_FAULTS = {
  product_mismatch: { status: 422, meaning: 'The release is for another product.' },
  part_mismatch: { status: 422, meaning: 'The release is for another MCU part.' },
  hardware_mismatch: { status: 422, meaning: 'The release does not name the device’s hardware revision.' },
  version_too_old: {
    status: 422,
    meaning: 'The release replaces newer versions only: the device needs a release in between first.',
  },
  boot_rom_too_old: {
    status: 422,
    meaning: 'The boot ROM of this chip cannot boot bank 2, so a live update would not survive a reset.',
  },
  boot_rom_below_minimum: {
    status: 422,
    meaning:
      'The release needs a newer boot ROM than the device has. The ROM stays as the chip was made: upload a release with a lower `bootRomMin`, or none, for such devices.',
  },
} as const;
