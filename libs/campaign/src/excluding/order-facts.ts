import type { PartName } from '@twinbank/parts';
import type { TicketSkill } from '@twinbank/protocol';

import type { UpdateTerms } from '../config.js';

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
  /** Version of its boot ROM. */
  readonly bootRom?: string | undefined;
  /** What its agent understands in a ticket beside what every agent does. */
  readonly understands?: readonly TicketSkill[] | undefined;
  /** The other chips on its board; undefined if it named none. */
  readonly companions?: readonly string[] | undefined;
  /** Version of the key set that it holds; 0 if it has the keys of its factory. Undefined if it takes none. */
  readonly keySet?: number | undefined;
  /** The version that it refused while it held that one. */
  readonly keySetRefused?: number | undefined;
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
  /** Oldest boot ROM with which it works; without it, any. */
  readonly bootRomMin?: string | undefined;
  /** Whether its image carries sections behind the code: an agent that does not know them refuses the manifest. */
  readonly sections?: boolean | undefined;
  /** Whether its image has no descriptor and names its copies of interrupt code itself: an agent that does not know that refuses it. */
  readonly isrCopies?: boolean | undefined;
  /** The other chips that it brings something to. */
  readonly companions?: readonly string[] | undefined;
  /** Whether start values of variables are among them: a device refuses a live swap back to such an image. */
  readonly startValues?: boolean | undefined;
  /**
   * SHA-256 (hex) of the images from which a plan of the release leads to it live. An agent that does not know plans refuses the manifest.
   */
  readonly planFor?: readonly string[] | undefined;
  /** Whether a plan carries values through memory of the agent: one that knows only the other steps refuses the manifest. */
  readonly planCarries?: boolean | undefined;
  /** Whether its manifest is signed with P-256: an agent that does not know that refuses the signature. */
  readonly p256?: boolean | undefined;
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
  /** The ids of all keys that have signed the release, that one among them; undefined or none where only that one is known. */
  readonly signedBy?: readonly string[];
  /** How many keys have to sign a release by the newest set. */
  readonly needs?: number;
  /** The id of the key that signs tickets. */
  readonly ticket: string;
  /** By the version of the set; 0: the keys that the factory wrote. */
  readonly sets: ReadonlyMap<number, NamedKeys>;
  /** The newest version. */
  readonly newest: number;
  /** Whether that one has expired: then devices are not sent it, and take it no more. */
  readonly expired?: boolean;
  /** Whether that one names a key of P-256: then devices whose agent does not know these are not sent it. */
  readonly newestNamesP256?: boolean;
  /**
   * The version to which the sets that are sent lead a device that holds this one, by what is stored now; the same one if none is sent. Without it,
   * no device is waited for.
   *
   * @param refused the version that it refused while it held this one
   * @param p256 whether its agent knows keys of P-256
   */
  readonly leadsTo?: ((held: number, refused: number | undefined, p256: boolean) => number) | undefined;
}
