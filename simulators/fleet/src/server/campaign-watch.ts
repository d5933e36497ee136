import { setTimeout as sleep } from 'node:timers/promises';

import type { CampaignStanding, OperatorClient } from './operator-client.js';

const POLL_MS = 250;
const OVER = ['finished', 'stopped'];

/** Waits until all campaigns are over. @throws Error if one pauses by itself, or after the time limit */
export async function campaignsOver(
  client: OperatorClient,
  ids: readonly number[],
  timeoutMs: number,
): Promise<readonly CampaignStanding[]> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const standings = await Promise.all(ids.map((id) => client.campaign(id)));
    if (standings.every(({ state }) => OVER.includes(state))) return standings;
    const paused = standings.find(({ state }) => state === 'paused');
    if (paused)
      throw new Error(`campaign ${paused.id} paused by itself (${paused.pauseReason}): ${JSON.stringify(paused.jobs)}`);
    if (Date.now() > deadline)
      throw new Error(
        `the campaigns were not over after ${timeoutMs / 1000} s: ${standings.map(({ jobs }) => JSON.stringify(jobs)).join(' ')}`,
      );
    await sleep(POLL_MS);
  }
}
