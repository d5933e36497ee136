import type { components } from '@twinbank/client';

/** Why a device is left out, as the server names it. */
export type Reason = components['schemas']['ExclusionAnswer']['reason'];

/** What can be done for devices that are left out. */
export interface WayOn {
  readonly advice: string;
  /** The page that says more of it: the paths of the fleet to the release, or the difference of two releases. */
  readonly more?: 'paths' | 'compare';
}

const BY_RESET = 'By a reset (mode reset) there may be a way.';

/** What can be done about each reason; the compiler finds one that is missing. */
const WAYS_ON: Readonly<Record<Reason, WayOn | undefined>> = {
  already_installed: undefined,
  control_group: undefined,
  device_inactive: { advice: 'Reactivate them, if they are to be updated.' },
  device_in_campaign: {
    advice: 'Wait for the other campaign, or say in the draft what is to be done about its devices.',
  },
  part_mismatch: { advice: 'They report another part than their product has: look at one of them.' },
  hardware_mismatch: { advice: 'Upload a release for their hardware revision.' },
  cipher_unsupported: { advice: 'Order it without encryption, if the product allows that.' },
  counter_too_low: { advice: 'Upload a release whose counter is not below theirs: devices never go back.' },
  version_too_old: {
    advice: 'Bring them to a release in between first, or let the campaign do it: Releases in between, path.',
    more: 'paths',
  },
  single_bank_mode: { advice: 'Set their option bytes to two banks, on the bench.' },
  revert_image_missing: { advice: 'Let them download it instead of swapping back.' },
  revert_image_held: { advice: 'Wait for the other campaign.' },
  key_revoked: { advice: 'Upload the release signed by a key that the newest key set names.' },
  signature_unsupported: {
    advice:
      'Update their agent first, by a release that an Ed25519 key signed which they hold; or sign this one by such a key.',
  },
  key_not_held: {
    advice:
      'They can take no key set that names it, or did not in time: have the newest one signed by their roots, or sign by a key that they hold.',
  },
  kind_unsupported: { advice: 'Update their agent first, or order an update of another kind.' },
  companion_unknown: { advice: 'Bring them a release without that chip’s part, or give their agent the chip first.' },
  no_room: { advice: 'Make the image smaller, or its blocks.' },
  boot_rom_too_old: { advice: 'Nothing by an update: their boot ROM stays as it was made.' },
  boot_rom_below_minimum: {
    advice:
      'Upload a release for them that works with their boot ROM, with a lower oldest boot ROM: the ROM stays as the chip was made.',
  },
  swap_section_differs: {
    advice: `${BY_RESET} For a live swap, link the swap section that they run.`,
    more: 'compare',
  },
  ram_layout_refused: {
    advice: `${BY_RESET} For a live swap, the difference of the releases says what run-once code has to do.`,
    more: 'compare',
  },
  beyond_last_wave: { advice: 'Make the last wave larger.' },
};

/** What can be done about a reason; undefined where there is nothing to do, or a newer server says it. */
export const wayOn = (reason: Reason): WayOn | undefined =>
  Object.hasOwn(WAYS_ON, reason) ? WAYS_ON[reason] : undefined;
