import type { TrustedKeys } from '@twinbank/keys';
import type { Rng } from '@twinbank/primitives';

import type { KnownManifest } from './ticket/known-manifest.js';
import type { RamProgram } from './swap/ram-program.js';
import type { TaskTable } from './swap/task-table.js';
import type { TransferLimits } from './download/transfer-window.js';

/** What a self-test of a new image says; `pending` asks to be asked again until the ticket's time is over. */
export type SelfTestVerdict = boolean | 'pending';

/** What a device is and how it updates. Everything but the first block has a default. */
export interface AgentConfig {
  readonly deviceId: string;
  readonly product: string;
  /** Hardware revision of the board. */
  readonly hardware: string;
  /** The device's only secret, 32 bytes. */
  readonly deviceRoot: Uint8Array;
  readonly manifestKeys: TrustedKeys;
  readonly ticketKeys: TrustedKeys;
  /** For the jitter of waits and of releases: seeded, never for secrets. */
  readonly rng: Rng;
  /**
   * A number that is higher than at every start before, as reports tell it: milliseconds of a clock that goes on over resets, or a count
   * that the application keeps. The agent keeps none, so as not to wear its memory with every start; without it servers go by the order
   * in which reports reach them.
   */
  readonly start?: number;

  /** The application's periodic tasks; the family's default table unless given. */
  readonly tasks?: TaskTable;
  /** Whether releases may come unencrypted; only where the part has no AES unit unless given. */
  readonly allowUnencrypted?: boolean;
  /** Asked once the new image runs; passes unless given. */
  readonly selfTest?: () => SelfTestVerdict;
  /**
   * The earliest time for a swap, microseconds of the device's clock: the application's flag or timestamp to proceed
   * [AN4767 §6.3]. Infinity holds the swap back; it is asked again every 100 ms.
   */
  readonly swapNotBeforeUs?: () => number;
  /** What the application's images do with RAM at a start and at a live swap. */
  readonly program?: RamProgram;
  /** Independent watchdog, refreshed with every event and by timers between them; none unless given. */
  readonly watchdogMs?: number;
  /**
   * Whether images without Twinbank's descriptor are taken too. Refused unless given, because nothing says that an agent is in
   * them: a device that runs one could not be updated again. For products whose firmware has an agent of its own.
   */
  readonly ownAgent?: boolean;
  /** CPU clock of the application; half of the part's maximum unless given. Raised to the maximum for a swap. */
  readonly applicationHz?: number;
  /** Bytes at the end of each bank, before the journal, that the application uses for data; whole pages. None unless given. */
  readonly dataBytes?: number;
  /** Free time that a slot has beyond the swap; 1 µs and a tenth of the swap unless given. */
  readonly slotMarginUs?: number;

  readonly transfer?: TransferLimits;
  /** A job is given up when no new block came for so long while connected; 10 minutes unless given. */
  readonly stallMs?: number;
  /** A `downloading` report at most each time so much of the image has come; 0.25 unless given. */
  readonly progressStep?: number;
  /**
   * Manifests that were verified already, by their compact JWS: devices in one process that hold the same keys share it.
   * A manifest is verified once, and one block compared with another that was verified is not summed again.
   */
  readonly manifestCache?: Map<string, KnownManifest>;
}

/**
 * Defaults of a transfer: begins with 8 KiB on their way and goes to 128 KiB where the line holds so much; a first wait of
 * 3 s and more by block size and handshake, from then on 0.25 s to 60 s as the round trips tell.
 */
export const DEFAULT_TRANSFER: TransferLimits = {
  windowBlocks: 256,
  windowBytes: 128 * 1024,
  startBytes: 8 * 1024,
  rtt: { firstMs: 3000, minMs: 250, maxMs: 60_000 },
};

/** How long a device waits for a new block while connected. */
export const DEFAULT_STALL_MS = 10 * 60 * 1000;

/** Share of the image between two progress reports. */
export const DEFAULT_PROGRESS_STEP = 0.25;
