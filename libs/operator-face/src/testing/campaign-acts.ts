import { openAtGate } from './campaign-runs.js';
import type { Answer, Sent, ServerUnderTest } from './server-under-test.js';

type Act = (send: (path: string, request?: Sent) => Promise<Answer>) => Promise<Answer>;

/** Makes a campaign and brings it into the state that the commands lead to. */
type Prepare = (...commands: string[]) => Promise<{ readonly campaign: number; readonly order: Sent | undefined }>;

/** One request to each route that changes campaigns, with the kind of event that it leaves. */
export function campaignActs(
  server: () => ServerUnderTest,
  prepared: Prepare,
): Readonly<Record<string, readonly [kind: string, act: Act]>> {
  const commanding =
    (command: string, ...before: string[]): Act =>
    async (send) =>
      send(`campaigns/${(await prepared(...before)).campaign}/${command}`);
  return {
    'post /api/v1/campaigns': ['campaign_created', async (send) => send('campaigns', (await prepared()).order)],
    'patch /api/v1/campaigns/{id}': [
      'campaign_changed',
      async (send) => send(`campaigns/${(await prepared()).campaign}`, { body: { concurrency: 7 } }),
    ],
    'delete /api/v1/campaigns/{id}': [
      'campaign_deleted',
      async (send) => send(`campaigns/${(await prepared()).campaign}`),
    ],
    'post /api/v1/campaigns/{id}/start': ['campaign_starting', commanding('start')],
    'post /api/v1/campaigns/{id}/pause': ['campaign_paused', commanding('pause', 'start')],
    'post /api/v1/campaigns/{id}/resume': ['campaign_resumed', commanding('resume', 'start', 'pause')],
    'post /api/v1/campaigns/{id}/open-gate': [
      'gate_opened',
      async (send) => openAtGate(server(), await prepared(), send),
    ],
    'post /api/v1/campaigns/{id}/roll-back': ['campaign_rolling_back', commanding('roll-back', 'start', 'stop')],
    'post /api/v1/campaigns/{id}/stop': ['campaign_stopping', commanding('stop', 'start')],
  };
}
