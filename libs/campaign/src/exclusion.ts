import { compareBootRoms, PARTS } from '@twinbank/parts';
import { compareVersions } from '@twinbank/primitives';
import type { FaultCode, TicketSkill } from '@twinbank/protocol';

import { keyRevoked } from './excluding/key-revoked.js';
import { ramLayout, swapSection } from './excluding/live-swap.js';
import type { DeviceFacts, UpdateOrder } from './excluding/order-facts.js';
import { canCome, keysLacking } from './keys/awaited-keys.js';

export type * from './excluding/order-facts.js';

/**
 * Why a campaign leaves a device out. The server does not hand out a release that it knows the device would refuse.
 * The codes are those with which the device itself would refuse; the sentences are for operators who read the list
 * of excluded devices.
 */
export const EXCLUSIONS = {
  device_inactive: 'it was deactivated',
  already_installed: 'it runs the release already',
  device_in_campaign: 'another campaign has an open job for it',
  part_mismatch: 'the release is for other MCU parts than the one that it reports',
  hardware_mismatch: 'the release does not name its hardware revision',
  cipher_unsupported: 'its part cannot decrypt what the campaign orders',
  counter_too_low: 'its security counter is above that of the release',
  version_too_old:
    'it runs a version that the release does not replace, or does not say which one; one in between is needed first',
  single_bank_mode: 'it reports that its option bytes join both banks into one',
  revert_image_missing: 'its other bank is not known to hold the release',
  revert_image_held: 'its other bank holds the release, and another campaign has it swapped back',
  key_revoked: 'the key set of the product names the key no more that signed the release, or too few of those that did',
  signature_unsupported:
    'the release, or the key set that names its key, needs a signature of P-256, which its agent does not report to check',
  key_not_held:
    'its key set does not name the key that signed the release, or the one that signs tickets, and it cannot take one that does, or did not in time',
  kind_unsupported: 'it does not report that it understands this kind of update',
  companion_unknown: 'the release is for another chip on the board, which it does not report to have',
  no_room: 'the image does not fit into a bank of its part, or a block not into its RAM',
  boot_rom_too_old: 'it reports that its boot ROM cannot start bank 2',
  boot_rom_below_minimum: 'its boot ROM is older than the release needs, or it does not say which version it is',
  swap_section_differs:
    'a live swap needs a swap section that the release lacks, or has otherwise than the running image',
  ram_layout_refused:
    'a live swap needs the RAM layout of the running image, a plan for exactly that image, or run-once code, and the release has none of them; or what is known of both programs says that only a reset leads there; or one of both images has no descriptor, and neither numbers nor a comparison say that nothing moved; or a live swap back would copy start values over variables in use, or leave out a plan',
  control_group: 'it is held back as control',
  beyond_last_wave: 'the last wave ends before its turn',
} as const satisfies Partial<Record<FaultCode, string>>;
export type ExclusionReason = keyof typeof EXCLUSIONS;

/** Every reason, in the order in which they are checked: the first one that applies is reported. */
export const EXCLUSION_REASONS = Object.keys(EXCLUSIONS) as readonly ExclusionReason[];

/** Reasons that rest on the images of a device: another campaign that has it may change them. */
const PASSING: readonly ExclusionReason[] = [
  'already_installed',
  'device_in_campaign',
  'version_too_old',
  'swap_section_differs',
  'ram_layout_refused',
  'revert_image_missing',
  'revert_image_held',
  'signature_unsupported',
  'key_not_held',
  'kind_unsupported',
  'companion_unknown',
];

/** Reasons that a release in between may remove. */
const BRIDGED: readonly ExclusionReason[] = ['version_too_old', 'swap_section_differs', 'ram_layout_refused'];

/** Why a device is left out, with the numbers behind it. */
export interface Exclusion {
  readonly reason: ExclusionReason;
  readonly detail: string;
}

type Check = (device: DeviceFacts, order: UpdateOrder) => string | false | undefined;

/**
 * The device's own checks in the device's order (docs/protocol.md), after the checks on what only the server knows.
 */
const CHECKS: readonly (readonly [ExclusionReason, Check])[] = [
  ['device_inactive', ({ active }) => !active && 'the device was deactivated'],
  [
    'already_installed',
    ({ digest }, { release }) => digest === release.codeDigest && 'the device runs the release already',
  ],
  [
    'device_in_campaign',
    ({ openCampaign }) => openCampaign !== undefined && `campaign ${openCampaign} has an open job for the device`,
  ],
  [
    'part_mismatch',
    ({ part }, { release }) =>
      part !== undefined &&
      !release.parts.includes(part) &&
      `the release is for ${release.parts.join(', ')}, the device has an ${part}`,
  ],
  ['hardware_mismatch', hardware],
  ['cipher_unsupported', cipher],
  [
    'counter_too_low',
    ({ counter }, { release }) =>
      counter !== undefined &&
      release.counter < counter &&
      `the release has security counter ${release.counter}, the device ${counter}`,
  ],
  ['version_too_old', versionTooOld],
  [
    'single_bank_mode',
    ({ dualBank }) => dualBank === false && 'the option bytes of the device join both banks into one',
  ],
  [
    'revert_image_missing',
    ({ otherDigest }, { release, terms }) =>
      terms.kind === 'revert' &&
      otherDigest !== release.codeDigest &&
      'the other bank is not known to hold the release',
  ],
  [
    'revert_image_held',
    ({ otherDigest }, { release, terms }) =>
      terms.kind === 'download' && otherDigest === release.codeDigest && 'the other bank holds the release',
  ],
  ['key_revoked', keyRevoked],
  ['signature_unsupported', signatureUnsupported],
  ['key_not_held', keyNotHeld],
  ['kind_unsupported', kindUnsupported],
  ['companion_unknown', companionUnknown],
  ['no_room', room],
  ['boot_rom_too_old', ({ bootsBank2 }) => bootsBank2 === false && 'the boot ROM of the device cannot start bank 2'],
  ['boot_rom_below_minimum', bootRomBelowMinimum],
  ['swap_section_differs', swapSection],
  ['ram_layout_refused', ramLayout],
];

/**
 * Why the device cannot take part in a campaign, by what the server knows now; undefined if there is no reason. The
 * device still decides for itself, because it knows more. Of a device that waits for another campaign, only what stays so counts:
 * it is judged again when its turn has come. Where the campaign takes devices over releases in between, one that has such a way is not left out.
 */
export function exclusionOf(device: DeviceFacts, order: UpdateOrder): Exclusion | undefined {
  const why = exclusionByOneUpdate(device, order);
  return why && BRIDGED.includes(why.reason) && order.ways?.(device) !== undefined ? undefined : why;
}

function exclusionByOneUpdate(device: DeviceFacts, order: UpdateOrder): Exclusion | undefined {
  const waits = order.waits === true && device.openCampaign !== undefined;
  for (const [reason, check] of CHECKS) {
    if (waits && PASSING.includes(reason)) continue;
    const detail = check(device, order);
    if (typeof detail === 'string') return { reason, detail };
  }
  return undefined;
}

function hardware(
  { hardware: provisioned, reportedHardware }: DeviceFacts,
  { release }: UpdateOrder,
): string | undefined {
  const strange = [provisioned, reportedHardware ?? provisioned].find(
    (revision) => !release.hardware.includes(revision),
  );
  return strange === undefined
    ? undefined
    : `the release is for hardware ${release.hardware.join(', ')}, the device is ${strange}`;
}

/** Whether a device accepts plaintext is set in the factory, and the device does not report it. */
function cipher({ part }: DeviceFacts, { terms }: UpdateOrder): string | false {
  if (part === undefined || terms.cipher === 'none') return false;
  return !PARTS[part].ciphers.includes(terms.cipher) && `${part} has no AES unit for ${terms.cipher}`;
}

/** What understands the bound refuses if it does not know its own version (docs/protocol.md); of the others, `kind_unsupported` is said. */
function versionTooOld(
  { version, understands = [] }: DeviceFacts,
  { release: { upgradesFrom } }: UpdateOrder,
): string | false {
  if (upgradesFrom === undefined) return false;
  if (version === undefined)
    return (
      understands.includes('upgrades-from') &&
      `the release replaces ${upgradesFrom} and newer, the device does not say what it runs`
    );
  if (compareVersions(version, upgradesFrom) >= 0) return false;
  return `the release replaces ${upgradesFrom} and newer, the device runs ${version}: bring it a release in between first`;
}

/** Of an agent that does not read the version, `kind_unsupported` is said before: it does not know the bound either. */
function bootRomBelowMinimum({ bootRom }: DeviceFacts, { release: { bootRomMin } }: UpdateOrder): string | false {
  if (bootRomMin === undefined) return false;
  if (bootRom === undefined)
    return `the release needs boot ROM ${bootRomMin}, the device does not say which version it has`;
  return (
    compareBootRoms(bootRom, bootRomMin) < 0 &&
    `the release needs boot ROM ${bootRomMin}, the device has ${bootRom}, which stays as the chip was made`
  );
}

/**
 * An agent that does not know P-256 refuses such a manifest, and can read no set that names such a key: it is sent none, so it comes to no newer one.
 */
function signatureUnsupported(device: DeviceFacts, { release, signed }: UpdateOrder): string | false {
  if (device.understands?.includes('p256') === true) return false;
  if (release.p256 === true)
    return 'the release is signed with P-256, which its agent does not report to check: bring it a newer agent first, in a release that an Ed25519 key signed';
  const lacks =
    signed?.newestNamesP256 === true && keysLacking(device, signed) !== undefined && !canCome(device, signed);
  return (
    lacks &&
    `key set ${signed.newest} names a key of P-256, which its agent does not report to check, so it is not sent it`
  );
}

/** Of a set that the server does not know nobody can say which keys it names. Whoever can come to a set that names them waits for it. */
function keyNotHeld(device: DeviceFacts, { signed }: UpdateOrder): string | false | undefined {
  const lacking = keysLacking(device, signed);
  return lacking !== undefined && signed && canCome(device, signed) ? false : lacking;
}

/** What an order may ask for that not every agent understands, in words. */
const ASKED: readonly (readonly [TicketSkill, string, (order: UpdateOrder) => boolean])[] = [
  ['upgrades-from', 'a release that replaces newer versions only', ({ release }) => release.upgradesFrom !== undefined],
  [
    'boot-rom',
    'a release that needs a boot ROM from some version on',
    ({ release }) => release.bootRomMin !== undefined,
  ],
  ['sections', 'a release with sections besides the code', ({ release }) => release.sections === true],
  [
    'isr-copies',
    'an image without descriptor that names its interrupt code for RAM',
    ({ release }) => release.isrCopies === true,
  ],
  ['plans', 'a release with plans for live swaps', ({ release }) => release.planFor !== undefined],
  ['plan-carry', 'plans for live swaps in which values change places', ({ release }) => release.planCarries === true],
  ['download-only', 'a ticket for the download only', ({ terms }) => terms.kind === 'download-only'],
  ['device-choice', 'a ticket that leaves the swap to the device', ({ terms }) => terms.kind === 'device-choice'],
  [
    'postpone',
    'a swap that may be put off',
    ({ postpones, terms }) => postpones === true && terms.kind !== 'device-choice',
  ],
];

/** An agent refuses a ticket that it does not understand, so a device of which nothing is known gets none either. */
function kindUnsupported({ understands = [] }: DeviceFacts, order: UpdateOrder): string | false {
  const unknown = ASKED.find(([skill, , isAsked]) => isAsked(order) && !understands.includes(skill));
  return unknown !== undefined && `its agent does not report that it understands ${unknown[1]}`;
}

/** A device that names no chip has none, or an agent that brings nothing to it: both refuse the release. */
function companionUnknown({ companions = [] }: DeviceFacts, { release }: UpdateOrder): string | false {
  const missing = release.companions?.find((target) => !companions.includes(target));
  return (
    missing !== undefined &&
    `the release brings something to the chip ${missing}, which the device does not report to have`
  );
}

function room({ part }: DeviceFacts, { release }: UpdateOrder): string | false {
  if (part === undefined) return false;
  const { imageBytesMax, blockBytesMax } = PARTS[part];
  if (release.codeLength > imageBytesMax)
    return `the image has ${release.codeLength} bytes; a bank of ${part} has room for ${imageBytesMax}`;
  return release.blockSize > blockBytesMax && `a block has ${release.blockSize} bytes; ${part} takes ${blockBytesMax}`;
}
