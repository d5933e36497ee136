import { type PartName, PARTS } from '@twinbank/parts';
import { compareVersions } from '@twinbank/primitives';
import { type FaultCode, type TicketSkill } from '@twinbank/protocol';

import type { UpdateTerms } from './config.js';

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
  key_revoked: 'the key set of the product names the key no more that signed the release',
  key_not_held: 'its key set does not name the key that signed the release, or the one that signs tickets',
  kind_unsupported: 'it does not report that it understands this kind of update',
  companion_unknown: 'the release is for another chip on the board, which it does not report to have',
  no_room: 'the image does not fit into a bank of its part, or a block not into its RAM',
  boot_rom_too_old: 'it reports that its boot ROM cannot start bank 2',
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

/**
 * What the server knows about a device. A fact that the device never reported is undefined and excludes it from
 * nothing, but for what its agent must understand, what its other bank must hold, and its version where the release bounds that.
 */
export interface DeviceFacts {
  readonly active: boolean;
  /** Hardware revision with which it was provisioned. */
  readonly hardware: string;
  /** The campaign that has an open job for this device. */
  readonly openCampaign?: number | undefined;
  /** From its last report, as is everything below. */
  readonly part?: PartName | undefined;
  readonly reportedHardware?: string | undefined;
  readonly counter?: number | undefined;
  /** The version that it runs. */
  readonly version?: string | undefined;
  /** SHA-256 (hex) of the running code section. */
  readonly digest?: string | undefined;
  /** SHA-256 (hex) of the code section in the other bank, if it holds a whole image. */
  readonly otherDigest?: string | undefined;
  /** False if the option bytes combine both banks into one. */
  readonly dualBank?: boolean | undefined;
  /** False if the boot ROM cannot start bank 2. */
  readonly bootsBank2?: boolean | undefined;
  /** What its agent understands in a ticket beside what every agent does. */
  readonly understands?: readonly TicketSkill[] | undefined;
  /** The other chips on its board; undefined if it named none. */
  readonly companions?: readonly string[] | undefined;
  /** Version of the key set that it holds; 0 if it has the keys of its factory. Undefined if it takes none. */
  readonly keySet?: number | undefined;
}

/** What decides whether a live swap to an image is possible; all of it is in the manifest. */
export interface LiveFacts {
  /** Where the code that must be identical in both banks lies, and its SHA-256 (hex). */
  readonly swapSection?: { readonly offset: number; readonly length: number; readonly sha256: string } | undefined;
  readonly ramLayout?: number | undefined;
  /** True for an image without a descriptor: a device that runs it, or gets it, cannot tell whether variables moved. */
  readonly undescribed?: true;
  /** Whether the image contains run-once code, which may convert RAM from one layout to another. */
  readonly runOnce: boolean;
}

/**
 * Why one image cannot be replaced live by another one, by what is known of both programs: false if they were compared and nothing speaks
 * against it, undefined if they were not. Both by the digests (hex) of their code sections.
 */
export type NotLive = (fromDigest: string, toDigest: string) => string | false | undefined;

/** The facts of a manifest that a device checks against itself. */
export interface ReleaseFacts extends LiveFacts {
  readonly version: string;
  readonly counter: number;
  readonly parts: readonly PartName[];
  readonly hardware: readonly string[];
  /** SHA-256 (hex) and length of the code section. */
  readonly codeDigest: string;
  readonly codeLength: number;
  readonly blockSize: number;
  /** Oldest version that it replaces; without it, any. */
  readonly upgradesFrom?: string | undefined;
  /** Whether its image carries sections behind the code: an agent that does not know them refuses the manifest. */
  readonly sections?: boolean | undefined;
  /** The other chips that it brings something to. */
  readonly companions?: readonly string[] | undefined;
  /** Whether start values of variables are among them: a device refuses a live swap back to such an image. */
  readonly startValues?: boolean | undefined;
  /**
   * SHA-256 (hex) of the images from which a plan of the release leads to it live. An agent that does not know plans refuses the manifest.
   */
  readonly planFor?: readonly string[] | undefined;
}

/** What a campaign orders its devices to do. */
export interface UpdateOrder {
  readonly release: ReleaseFacts;
  readonly terms: UpdateTerms;
  /** What is known about images that may be running now, by the digest of their code section. */
  readonly running: ReadonlyMap<string, LiveFacts>;
  readonly notLive?: NotLive | undefined;
  /** Devices that another campaign has are not left out: their turn comes when it has done with them. */
  readonly waits?: boolean;
  /** The application of a device may put its swap off. */
  readonly postpones?: boolean;
  /** Whose signatures it has; undefined where the product has no key set. */
  readonly signed?: SignedOrder | undefined;
  /** The ways over releases in between; without it, devices are brought there by one update or not at all. */
  readonly ways?: WaysOver | undefined;
}

/** A release that devices can be brought to, or by way of. */
export interface PathRelease {
  /** Its number in the store, where updates are made by it. */
  readonly id?: number;
  readonly version: string;
  readonly facts: ReleaseFacts;
  /** Whose signatures an order for it has; undefined where the product has no key set, or nobody asks. */
  readonly signed?: SignedOrder | undefined;
}

/** Finds the releases to which a device is brought one after the other, the last of them that of the order; undefined if there is no such way, or none in between is needed. */
export type WaysOver = (device: DeviceFacts) => readonly PathRelease[] | undefined;

/** The ids of the keys that a key set names. */
export interface NamedKeys {
  readonly manifest: readonly string[];
  readonly ticket: readonly string[];
}

/** Whose signatures an order has, and which keys the key sets of its product name. */
export interface SignedOrder {
  /** The id of the key that signed the release's manifest. */
  readonly manifest: string;
  /** The id of the key that signs tickets. */
  readonly ticket: string;
  /** By the version of the set; 0: the keys that the factory wrote. */
  readonly sets: ReadonlyMap<number, NamedKeys>;
  /** The newest version. */
  readonly newest: number;
  /** Whether that one has expired: then devices are not sent it, and take it no more. */
  readonly expired?: boolean;
}

/** Reasons that rest on the images of a device: another campaign that has it may change them. */
const PASSING: readonly ExclusionReason[] = [
  'already_installed',
  'device_in_campaign',
  'version_too_old',
  'swap_section_differs',
  'ram_layout_refused',
  'revert_image_missing',
  'revert_image_held',
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
  ['key_not_held', keyNotHeld],
  ['kind_unsupported', kindUnsupported],
  ['companion_unknown', companionUnknown],
  ['no_room', room],
  ['boot_rom_too_old', ({ bootsBank2 }) => bootsBank2 === false && 'the boot ROM of the device cannot start bank 2'],
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

/** A device that holds an older set would begin, and give up as soon as it takes the newest one. */
function keyRevoked({ keySet }: DeviceFacts, { signed }: UpdateOrder): string | false {
  if (!signed || keySet === undefined || signed.sets.get(signed.newest)?.manifest.includes(signed.manifest) !== false)
    return false;
  return `the release is signed by ${signed.manifest}, which key set ${signed.newest} does not name`;
}

/** Of a set that the server does not know nobody can say which keys it names. */
function keyNotHeld({ keySet }: DeviceFacts, { signed }: UpdateOrder): string | false {
  const held = signed && keySet !== undefined ? signed.sets.get(keySet) : undefined;
  if (!signed || !held) return false;
  const whose = keySet === 0 ? 'the keys of its factory are' : `its key set, ${keySet}, is`;
  const lags = keySet === signed.newest ? '' : `; ${awaited(signed)}`;
  if (!held.manifest.includes(signed.manifest))
    return `${signed.manifest} signed the release, and ${whose} without that key${lags}`;
  return !held.ticket.includes(signed.ticket) && `${signed.ticket} signs tickets, and ${whose} without that key${lags}`;
}

/** What becomes of a device that lags. */
const awaited = ({ newest, expired }: SignedOrder): string =>
  expired
    ? `key set ${newest} has expired and is sent to no device: make and upload a newer one`
    : `key set ${newest} is sent to it while it is connected`;

/** An agent refuses a ticket that it does not understand, so a device of which nothing is known gets none either. */
function kindUnsupported(
  { understands = [] }: DeviceFacts,
  { release, terms, postpones }: UpdateOrder,
): string | false {
  if (release.upgradesFrom !== undefined && !understands.includes('upgrades-from'))
    return 'its agent does not report that it understands a release that replaces newer versions only';
  if (release.sections === true && !understands.includes('sections'))
    return 'its agent does not report that it understands a release with sections besides the code';
  if (release.planFor !== undefined && !understands.includes('plans'))
    return 'its agent does not report that it understands a release with plans for live swaps';
  if (terms.kind === 'download-only' && !understands.includes('download-only'))
    return 'its agent does not report that it understands a ticket for the download only';
  return (
    postpones === true &&
    !understands.includes('postpone') &&
    'its agent does not report that it understands a swap that may be put off'
  );
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

/** Two images can be compared only if their swap sections lie at the same place. If not, only the device can check. */
function swapSection({ digest }: DeviceFacts, { release, terms, running }: UpdateOrder): string | false {
  if (terms.mode !== 'live') return false;
  const wanted = release.swapSection;
  if (!wanted) return 'the manifest names no swap section, so a live swap cannot be proven safe';
  const own = digest === undefined ? undefined : running.get(digest)?.swapSection;
  if (!own || own.offset !== wanted.offset || own.length !== wanted.length) return false;
  return own.sha256 !== wanted.sha256 && 'the swap section of the release is not that of the running image';
}

function ramLayout({ digest }: DeviceFacts, { release, terms, running, notLive }: UpdateOrder): string | false {
  if (terms.mode !== 'live') return false;
  const isPlanned = digest !== undefined && release.planFor?.includes(digest) === true;
  const kept = terms.kind === 'revert' && keptBySwapBack(release, isPlanned);
  if (kept !== false) return kept;
  const [image, found] = digest === undefined ? [] : [running.get(digest), notLive?.(digest, release.codeDigest)];
  if (typeof found === 'string') return found;
  if (isPlanned) return withinLayout(release, image);
  return (found === undefined ? unjudged(release, image) : undefined) ?? otherNumber(release, image);
}

/** What a live swap back would spoil, or leave out: it finds variables as the running image uses them. */
function keptBySwapBack({ startValues }: ReleaseFacts, isPlanned: boolean): string | false {
  if (startValues === true)
    return 'the release carries start values, which a live swap back would copy over variables in use';
  return isPlanned && 'the release has a plan for the running image, which a live swap back does not carry out';
}

/** A plan for exactly the image that runs is worth as much as run-once code, if the numbers tell both images apart. */
const withinLayout = ({ ramLayout: wanted }: LiveFacts, image: LiveFacts | undefined): string | false =>
  wanted !== undefined &&
  wanted === image?.ramLayout &&
  `the release has a plan for the running image and the same RAM layout, ${wanted}: raise the number`;

/** What devices judge by where both images say a number. */
function otherNumber(
  { ramLayout: wanted, runOnce, planFor }: ReleaseFacts,
  image: LiveFacts | undefined,
): string | false {
  if (wanted === undefined || runOnce || image?.ramLayout === undefined || image.ramLayout === wanted) return false;
  const lacks = planFor ? 'no plan for the running image' : 'no run-once code';
  return `the release has RAM layout ${wanted} and ${lacks}; the running image has ${image.ramLayout}`;
}

/**
 * Why nobody can tell whether variables moved; undefined if somebody can. A device judges by two descriptors. Where one is missing, only
 * the numbers of both images do, or a comparison of both programs.
 */
function unjudged(release: LiveFacts, image: LiveFacts | undefined): string | undefined {
  if (release.undescribed !== true && image?.undescribed !== true) return undefined;
  if (image === undefined)
    return 'the release has no descriptor, and of the running image nothing is known to compare it with';
  if (release.ramLayout !== undefined && image.ramLayout !== undefined) return undefined;
  const which = release.ramLayout === undefined ? 'the release' : 'the running image';
  return `${which} has no descriptor and says no RAM layout, and both programs are not known enough to be compared`;
}
