import type { Campaign, CampaignEvent, CampaignStep } from '@twinbank/campaign';
import type { Rng } from '@twinbank/primitives';
import type { BlockMessage, TicketMessage } from '@twinbank/protocol';
import type { Offer } from '@twinbank/rollout';

import type { FaultRates } from '../simulation/fault-rates.js';
import type { SignedRelease } from '../simulation/signed-release.js';
import type { Engine } from '../store/engine.js';
import type { MemoryStore } from '../store/memory-store.js';

/**
 * Work of a server's process. Time passes at each yield: others act, and the process may be stopped for a while or
 * killed. What stands between two yields happens at once, like a transaction. A yielded promise takes no time; a
 * yielded number is a wait in milliseconds.
 */
export type Work<T = void> = Generator<Promise<unknown> | number | undefined, T, unknown>;

/** What simulated servers have counted. */
export interface ServerTally {
  decisions: number;
  /** Decisions that were made again because another server or an operator was faster. */
  conflicts: number;
  /** Changes of jobs that were dropped because somebody else was faster. */
  dropped: number;
  offers: number;
  /** Tickets that were published again, because a server restarted or left them behind. */
  republished: number;
  /** Published tickets that a later check corrected. */
  settled: number;
  timeouts: number;
  lateReports: number;
  outdatedReports: number;
  clockSteps: number;
  kills: number;
  pauses: number;
}

/** All counts at zero. */
export const newServerTally = (): ServerTally => ({
  ...{ decisions: 0, conflicts: 0, dropped: 0, offers: 0, republished: 0, settled: 0, timeouts: 0 },
  ...{ lateReports: 0, outdatedReports: 0, clockSteps: 0, kills: 0, pauses: 0 },
});

/** The environment of a server's process. */
export interface Surroundings {
  readonly store: MemoryStore;
  readonly engine: Engine;
  readonly rng: Rng;
  readonly tally: ServerTally;
  readonly rates: FaultRates;
  /** The machine's time of day, which may be changed, and a clock that only runs forward. */
  nowMs(): number;
  steadyMs(): number;
  releaseOf(releaseId: number): SignedRelease;
  /** The device root, from which the key of a device's blocks is derived. */
  rootOf(deviceId: string): Uint8Array;
  /** The reason why the image of a release cannot be read; undefined if it can. */
  imageProblem(releaseId: number): string | undefined;
  signedTicket(offer: Offer): Promise<TicketMessage>;
  /** Publishes a message that the broker retains, whatever happens to the server. */
  publish(deviceId: string, message: TicketMessage): void;
  sendBlocks(deviceId: string, messages: readonly BlockMessage[]): void;
  /** The next step of a campaign was decided, but is not stored yet. */
  decided(before: Campaign, event: CampaignEvent, step: CampaignStep): void;
  /** One more slice of a campaign was planned. */
  sliced(campaignId: number): void;
}
