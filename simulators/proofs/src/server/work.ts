import type { Campaign, CampaignEvent, CampaignStep } from '@twinbank/campaign';
import type { Rng } from '@twinbank/primitives';
import type { BlockMessage, TicketMessage } from '@twinbank/protocol';
import type { Offer } from '@twinbank/rollout';

import type { FaultRates } from '../simulation/fault-rates.js';
import type { SignedRelease } from '../simulation/signed-release.js';
import type { Engine } from '../store/engine.js';
import type { MemoryStore } from '../store/memory-store.js';

/**
 * Work of a server's process. Wherever it yields, time passes: others act, and the process may be stopped for a while or killed. What
 * stands between two yields happens at once, as a transaction does. A promise that is yielded takes no time, a number so many milliseconds.
 */
export type Work<T = void> = Generator<Promise<unknown> | number | undefined, T, unknown>;

/** What simulated servers have counted. */
export interface ServerTally {
  decisions: number;
  /** Decisions that another server or an operator was quicker with, and that were taken anew. */
  conflicts: number;
  /** Changes of jobs that were dropped because somebody else was quicker. */
  dropped: number;
  offers: number;
  /** Tickets published again, because a server began anew or left them behind. */
  republished: number;
  /** Published tickets that a later look put right. */
  settled: number;
  timeouts: number;
  lateReports: number;
  outdatedReports: number;
  clockSteps: number;
  kills: number;
  pauses: number;
}

/** Counts of nothing. */
export const newServerTally = (): ServerTally => ({
  ...{ decisions: 0, conflicts: 0, dropped: 0, offers: 0, republished: 0, settled: 0, timeouts: 0 },
  ...{ lateReports: 0, outdatedReports: 0, clockSteps: 0, kills: 0, pauses: 0 },
});

/** What a server's process has around it. */
export interface Surroundings {
  readonly store: MemoryStore;
  readonly engine: Engine;
  readonly rng: Rng;
  readonly tally: ServerTally;
  readonly rates: FaultRates;
  /** The machine's time of day, which may be moved, and the clock that only ever runs. */
  nowMs(): number;
  steadyMs(): number;
  releaseOf(releaseId: number): SignedRelease;
  /** The secret that the key of a device's blocks is made from. */
  rootOf(deviceId: string): Uint8Array;
  /** What keeps the image of a release from being read. */
  imageProblem(releaseId: number): string | undefined;
  signedTicket(offer: Offer): Promise<TicketMessage>;
  /** The broker retains it, whatever becomes of the server. */
  publish(deviceId: string, message: TicketMessage): void;
  sendBlocks(deviceId: string, messages: readonly BlockMessage[]): void;
  /** A campaign's next step was decided, and is not yet written. */
  decided(before: Campaign, event: CampaignEvent, step: CampaignStep): void;
}
