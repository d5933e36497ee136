/**
 * Loaded into a measured server (`node --import`): decides about a campaign as often as it is told over the process's IPC
 * channel, and answers how long each decision took, with the reading of what it is about. What it decides is written as
 * always, but not carried out.
 */
import { isMainThread } from 'node:worker_threads';

/** What the server is told: decide so often about this campaign. */
export interface DecideOrder {
  readonly decide: number;
  readonly times: number;
}

/** What it answers, in milliseconds. */
export interface Decided {
  readonly decidedMs: readonly number[];
}

type Decide = (this: object, campaignId: number) => Promise<unknown>;
interface DriverRoom {
  readonly CampaignDriver: { readonly prototype: { decide?: Decide } };
}

const DRIVER = new URL('../../../../../libs/device-face/dist/rollout/campaign-driver.js', import.meta.url).href;

async function install(): Promise<void> {
  const { CampaignDriver } = (await import(DRIVER)) as DriverRoom;
  const { decide } = CampaignDriver.prototype;
  if (decide === undefined) throw new Error(`${DRIVER} no longer decides`);
  let again: ((campaignId: number) => Promise<unknown>) | undefined;
  CampaignDriver.prototype.decide = function (...given) {
    again = (campaignId) => decide.call(this, campaignId);
    return decide.apply(this, given);
  };
  process.on('message', (message: Partial<DecideOrder>) => {
    const { decide: campaign, times = 1 } = message;
    const one = again;
    if (campaign === undefined || one === undefined) return;
    void measured(() => one(campaign), times).then((decidedMs) => process.send?.({ decidedMs }));
  });
}

async function measured(task: () => Promise<unknown>, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let count = 0; count < times; count++) {
    const sinceMs = performance.now();
    await task();
    taken.push(performance.now() - sinceMs);
  }
  return taken;
}

if (isMainThread && process.send) await install();
