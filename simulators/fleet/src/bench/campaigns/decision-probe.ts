/**
 * Loaded into a measured server (`node --import`): decides about a campaign as often as it is told over the process's IPC
 * channel, and answers how long each decision took, with the reading of what it is about, or why it did not decide. What it
 * decides is written as always, but not carried out.
 */
import { isMainThread } from 'node:worker_threads';

import { decideOften, type DecideOrder } from './decide-often.js';

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
    if (campaign === undefined) return;
    void decideOften({ decide: campaign, times }, again).then((answer) => process.send?.(answer));
  });
}

if (isMainThread && process.send) await install();
