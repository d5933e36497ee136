import { beginCampaign, openAtGate } from './campaign-runs.js';
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
  /** An order about the only job of a campaign, which has had others before. */
  const ordering =
    (order: string, ...before: string[]): Act =>
    async (send) => {
      const { campaign } = await prepared();
      await beginCampaign(server(), campaign);
      const { json } = await server().send('GET', `campaigns/${campaign}/jobs`);
      const { id } = (json.items as { id: number }[])[0]!;
      for (const one of before) await server().send('POST', `jobs/${id}/${one}`);
      return send(`jobs/${id}/${order}`);
    };
  return {
    'post /api/v1/jobs/{id}/pause': ['job_ordered', ordering('pause')],
    'post /api/v1/jobs/{id}/resume': ['job_ordered', ordering('resume', 'pause')],
    'post /api/v1/jobs/{id}/cancel': ['job_cancelled', ordering('cancel')],
    'post /api/v1/jobs/{id}/force-quit': ['job_cancelled', ordering('force-quit')],
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
    'post /api/v1/campaigns/{id}/reject': [
      'campaign_rejected',
      async (send) => {
        const path = `campaigns/${(await prepared()).campaign}`;
        const { revision } = (await server().send('GET', path)).json;
        return send(`${path}/reject`, { body: { reason: 'too soon' }, headers: { 'if-match': `"${revision}"` } });
      },
    ],
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
