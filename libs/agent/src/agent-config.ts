import type { KeptRam } from '@twinbank/inspect';
import type { RootKeys, TrustedKeys } from '@twinbank/keys';
import type { Rng } from '@twinbank/primitives';
import type { Attributes } from '@twinbank/protocol';

import type { CompanionPort } from './companions/companion-port.js';
import type { HealthPort } from './health/health-port.js';
import type { KnownManifest } from './ticket/known-manifest.js';
import type { RamProgram } from './swap/ram-program.js';
import type { TaskTable } from './swap/task-table.js';
import type { TransferLimits } from './download/transfer-window.js';

/** Verdict of a new image's self-test. With `pending` the agent asks again, until the ticket's time is over. */
export type SelfTestVerdict = boolean | 'pending';

/** What a device is and how it updates. Only the fields of the first block have no default. */
export interface AgentConfig {
  readonly deviceId: string;
  readonly product: string;
  /** Hardware revision of the board. */
  readonly hardware: string;
  /** The device's only secret, 32 bytes. */
  readonly deviceRoot: Uint8Array;
  readonly manifestKeys: TrustedKeys;
  readonly ticketKeys: TrustedKeys;
  /** Who may sign key sets, which replace the keys above. Default: nobody, and the keys stay for ever. */
  readonly rootKeys?: RootKeys;
  /**
   * Erases the device's root key for good: every copy that the firmware keeps in non-volatile memory, and whatever was derived from it. Asked when a
   * disposal is acknowledged, again after each start until it says true, and every 100 ms until then, so it may wait for a moment in which
   * erasing a page of the running bank makes no task late. True only if all of it is gone. Default: the device takes no order of disposal.
   */
  readonly forgetRoot?: () => boolean;
  /** Randomness for the jitter of waits and of releases. It is seeded, so never use it for secrets. */
  readonly rng: Rng;
  /**
   * A number that grows with every start of the device; it goes into reports. It may be the milliseconds of a clock
   * that survives resets, or a counter that the application keeps. The agent keeps no such counter, because that would
   * wear the memory at every start. Without this number, servers order reports by their arrival.
   */
  readonly start?: number;
  /**
   * The device's clock: whole milliseconds since 1970. Receipts tell the time by it. Left out by a device without a
   * clock: its receipts tell `start`, if there is one.
   */
  readonly unixMs?: () => number;

  /** The application's periodic tasks. Default: the table of the part's family. */
  readonly tasks?: TaskTable;
  /** Whether unencrypted releases are accepted. Default: only on parts without an AES unit. */
  readonly allowUnencrypted?: boolean;
  /** Self-test, called once the new image runs. Default: it passes. */
  readonly selfTest?: () => SelfTestVerdict;
  /**
   * The earliest time for a swap, in microseconds of the device's clock: the application's flag or timestamp to proceed
   * [AN4767 §6.3]. Infinity holds the swap back; the agent asks again every 100 ms.
   */
  readonly swapNotBeforeUs?: () => number;
  /**
   * Until when the application asks to put the swap off, in microseconds of the device's clock; Infinity for as long as it may.
   * Asked only while the ticket allows it: "may I swap now?". The agent asks again at that time, and once a minute. Default: it
   * never puts it off.
   */
  readonly postponeUntilUs?: () => number;
  /**
   * From when on the application wants the release that waits in the other bank, in microseconds of the device's clock; Infinity as
   * long as it does not. Asked only while a ticket leaves the choice to the device: at that time, and once a minute. Default: it
   * never wants it.
   */
  readonly wantsReleaseFromUs?: () => number;
  /** How the application's images use RAM at a start and at a live swap. */
  readonly program?: RamProgram;
  /** RAM that the agent itself uses while it swaps: a release with a plan that touches it is refused. Default: none. */
  readonly agentRam?: readonly KeptRam[];
  /**
   * Period of the independent watchdog. The agent refreshes it with every event, and by timers between events. Default:
   * no watchdog.
   */
  readonly watchdogMs?: number;
  /**
   * Whether images without Twinbank's descriptor are accepted too. Default: they are refused, because without a
   * descriptor nothing shows that the image contains an agent, and a device that runs an image without an agent
   * cannot be updated again. For products whose firmware brings its own agent.
   */
  readonly ownAgent?: boolean;
  /**
   * CPU clock of the application. Default: half of the part's maximum. For a swap the agent raises the clock to the
   * maximum.
   */
  readonly applicationHz?: number;
  /**
   * Bytes at the end of each bank, before the journal, that the application uses for its data; whole pages. Default:
   * none.
   */
  readonly dataBytes?: number;
  /** Free time that a slot must have in addition to the swap. Default: a tenth of the swap, but at least 1 µs. */
  readonly slotMarginUs?: number;

  /** What the device says of itself with every hello, for choosing among many. Default: nothing. */
  readonly attributes?: Attributes;

  /** Other chips on the board that releases may bring something to; at most eight. Default: none. */
  readonly companions?: readonly CompanionPort[];

  /** How the device fares, for reports of its health. Default: it sends none. */
  readonly health?: HealthPort;

  readonly transfer?: TransferLimits;
  /** The job fails when no new block came for so long while the device was connected. Default: 10 minutes. */
  readonly stallMs?: number;
  /** The device sends a `downloading` report each time this share of the image has come. Default: 0.25. */
  readonly progressStep?: number;
  /**
   * Manifests that are verified already, by their compact JWS. Devices in one process that trust the same keys share
   * this cache, so that each manifest is verified only once. A block that equals an already verified block is not
   * hashed again.
   */
  readonly manifestCache?: Map<string, KnownManifest>;
}

/**
 * Default limits of a transfer. It begins with 8 KiB on their way, and goes up to 128 KiB if the line holds so much.
 * The first wait is at least 3 s, longer for large blocks and a slow handshake; later waits follow the measured round
 * trips, from 0.25 s to 60 s.
 */
export const DEFAULT_TRANSFER: TransferLimits = {
  windowBlocks: 256,
  windowBytes: 128 * 1024,
  startBytes: 8 * 1024,
  rtt: { firstMs: 3000, minMs: 250, maxMs: 60_000 },
};

/** How long a connected device waits for a new block. */
export const DEFAULT_STALL_MS = 10 * 60 * 1000;

/** Share of the image between two progress reports. */
export const DEFAULT_PROGRESS_STEP = 0.25;
