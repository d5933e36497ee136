import { type PartName, PARTS } from '@twinbank/parts';
import { type FaultCode } from '@twinbank/protocol';

import type { UpdateTerms } from './config.js';

/**
 * Why a campaign leaves a device out: what the server knows that the device would refuse, it does not hand out. The codes
 * are those with which the device itself would refuse; the sentence is for people who look at a list of what was left out.
 */
export const EXCLUSIONS = {
  device_inactive: 'it was deactivated',
  already_installed: 'it runs the release already',
  device_in_campaign: 'another campaign has an open job for it',
  part_mismatch: 'the release is for other MCU parts than the one that it reports',
  hardware_mismatch: 'the release does not name its hardware revision',
  cipher_unsupported: 'its part cannot decrypt what the campaign orders',
  counter_too_low: 'its security counter is above that of the release',
  single_bank_mode: 'it reports that its option bytes join both banks into one',
  no_room: 'the image does not fit into a bank of its part, or a block not into its RAM',
  boot_rom_too_old: 'it reports that its boot ROM cannot start bank 2',
  swap_section_differs:
    'a live swap needs a swap section that the release lacks, or has otherwise than the running image',
  ram_layout_refused:
    'a live swap needs the RAM layout of the running image, or run-once code; the release has neither',
  beyond_last_wave: 'the last wave ends before its turn',
} as const satisfies Partial<Record<FaultCode, string>>;
export type ExclusionReason = keyof typeof EXCLUSIONS;

/** Every reason, in the order in which they are looked at: the first that holds is the one that is told. */
export const EXCLUSION_REASONS = Object.keys(EXCLUSIONS) as readonly ExclusionReason[];

/** What the server knows of a device. What it never reported is undefined, and excludes it from nothing. */
export interface DeviceFacts {
  readonly active: boolean;
  /** Hardware revision that it was provisioned with. */
  readonly hardware: string;
  /** Campaign that has an open job for it. */
  readonly openCampaign?: number | undefined;
  /** By its last report, as everything below. */
  readonly part?: PartName | undefined;
  readonly reportedHardware?: string | undefined;
  readonly counter?: number | undefined;
  /** SHA-256 (hex) of the code section that runs. */
  readonly digest?: string | undefined;
  /** False where option bytes join both banks. */
  readonly dualBank?: boolean | undefined;
  /** False where the boot ROM cannot start bank 2. */
  readonly bootsBank2?: boolean | undefined;
}

/** What decides whether an image may be swapped in live: all of it out of the manifest. */
export interface LiveFacts {
  /** Where the code lies that must be the same in both banks, and its SHA-256 (hex). */
  readonly swapSection?: { readonly offset: number; readonly length: number; readonly sha256: string } | undefined;
  readonly ramLayout?: number | undefined;
  /** Whether the image brings code that runs once and may bring RAM from one layout to another. */
  readonly runOnce: boolean;
}

/** What a manifest says that a device holds against itself. */
export interface ReleaseFacts extends LiveFacts {
  readonly counter: number;
  readonly parts: readonly PartName[];
  readonly hardware: readonly string[];
  /** SHA-256 (hex) and length of the code section. */
  readonly codeDigest: string;
  readonly codeLength: number;
  readonly blockSize: number;
}

/** What a campaign orders its devices to do. */
export interface UpdateOrder {
  readonly release: ReleaseFacts;
  readonly terms: UpdateTerms;
  /** What is known of images that may run now, by the digest of their code. */
  readonly running: ReadonlyMap<string, LiveFacts>;
}

/** Why a device is left out, with the numbers. */
export interface Exclusion {
  readonly reason: ExclusionReason;
  readonly detail: string;
}

type Check = (device: DeviceFacts, order: UpdateOrder) => string | false | undefined;

/** The device's own checks in its order (docs/protocol.md), after those on what only the server knows. */
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
  [
    'single_bank_mode',
    ({ dualBank }) => dualBank === false && 'the option bytes of the device join both banks into one',
  ],
  ['no_room', room],
  ['boot_rom_too_old', ({ bootsBank2 }) => bootsBank2 === false && 'the boot ROM of the device cannot start bank 2'],
  ['swap_section_differs', swapSection],
  ['ram_layout_refused', ramLayout],
];

/**
 * Why the device cannot take part in a campaign, by what the server knows now; undefined where nothing speaks against it.
 * The device decides for itself all the same: it knows more.
 */
export function exclusionOf(device: DeviceFacts, order: UpdateOrder): Exclusion | undefined {
  for (const [reason, check] of CHECKS) {
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

/** Whether a device takes what is not encrypted is the factory's choice, which it does not report. */
function cipher({ part }: DeviceFacts, { terms }: UpdateOrder): string | false {
  if (part === undefined || terms.cipher === 'none') return false;
  return !PARTS[part].ciphers.includes(terms.cipher) && `${part} has no AES unit for ${terms.cipher}`;
}

function room({ part }: DeviceFacts, { release }: UpdateOrder): string | false {
  if (part === undefined) return false;
  const { imageBytesMax, blockBytesMax } = PARTS[part];
  if (release.codeLength > imageBytesMax)
    return `the image has ${release.codeLength} bytes; a bank of ${part} has room for ${imageBytesMax}`;
  return release.blockSize > blockBytesMax && `a block has ${release.blockSize} bytes; ${part} takes ${blockBytesMax}`;
}

/** Two images can be compared where their sections lie at one place; where not, only the device can look. */
function swapSection({ digest }: DeviceFacts, { release, terms, running }: UpdateOrder): string | false {
  if (terms.mode !== 'live') return false;
  const wanted = release.swapSection;
  if (!wanted) return 'the manifest names no swap section, so a live swap cannot be proven safe';
  const own = digest === undefined ? undefined : running.get(digest)?.swapSection;
  if (!own || own.offset !== wanted.offset || own.length !== wanted.length) return false;
  return own.sha256 !== wanted.sha256 && 'the swap section of the release is not that of the running image';
}

function ramLayout({ digest }: DeviceFacts, { release, terms, running }: UpdateOrder): string | false {
  if (terms.mode !== 'live' || release.ramLayout === undefined || release.runOnce) return false;
  const own = digest === undefined ? undefined : running.get(digest)?.ramLayout;
  return (
    own !== undefined &&
    own !== release.ramLayout &&
    `the release has RAM layout ${release.ramLayout} and no run-once code; the running image has ${own}`
  );
}
