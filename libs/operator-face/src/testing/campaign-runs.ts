import { stepCampaign, jobCounts, type Campaign } from '@twinbank/campaign';

import { UpdateOrders } from '@twinbank/stored-releases';

import type { Answer, Sent, ServerUnderTest } from './server-under-test.js';

/** Brings a running campaign to the gate of its second wave, as its first wave being through does. */
export async function bringToGate({ database }: ServerUnderTest, campaignId: number): Promise<Campaign> {
  const nowMs = Date.now();
  const before = await database.campaigns.get(campaignId);
  const waves = [
    { wave: 0, jobs: jobCounts({ succeeded: 1 }), due: 0 },
    { wave: 1, jobs: jobCounts({ waiting: 9 }), due: 9 },
  ];
  return database.campaigns.save(before, stepCampaign(before, { type: 'observe', waves, cells: [] }, nowMs), nowMs);
}

/** Starts a campaign, and plans it. */
export async function beginCampaign(server: ServerUnderTest, id: number): Promise<void> {
  await server.send('POST', `campaigns/${id}/start`, { scope: 'operate' });
  await planCampaign(server, id);
}

/** Does what the runner does with a starting campaign. */
export async function planCampaign(server: ServerUnderTest, id: number): Promise<void> {
  const { database } = server;
  const update = await server.get(UpdateOrders).of(await database.campaigns.get(id));
  for (
    let left = 9;
    left > 0 && (await database.plans.goOn(id, update, { limit: 100, nowMs: Date.now() }))?.state === 'starting';
    left--
  );
}

/** Brings a campaign that is ordered so to the gate of its second wave, and then sends the request that opens it. */
export async function openAtGate(
  server: ServerUnderTest,
  { order }: { readonly order: Sent | undefined },
  send: (path: string, request?: Sent) => Promise<Answer>,
): Promise<Answer> {
  const waves = [{ count: 1 }, { percent: 100, gate: 'manual' }];
  const { json } = await server.send('POST', 'campaigns', { body: { ...(order?.body as object), waves } });
  await beginCampaign(server, json.id as number);
  await bringToGate(server, json.id as number);
  return send(`campaigns/${json.id}/open-gate`, { body: { wave: 1 } });
}
