import pg from 'pg';

import type { Answer, Sent, ServerUnderTest } from './server-under-test.js';

type Act = (send: (path: string, request?: Sent) => Promise<Answer>) => Promise<Answer>;

/** One request to each route that changes webhooks, with the kind of event that it leaves. */
export function webhookActs(
  server: () => ServerUnderTest,
): Readonly<Record<string, readonly [kind: string, act: Act]>> {
  const post = (path: string, sent: Sent = {}): Promise<Answer> => server().send('POST', path, sent);
  const aHook = (): Sent => ({ body: { name: 'hook', url: 'https://hook.invalid/', events: ['job_failed'] } });
  /** Makes a webhook; returns its id. */
  const aWebhook = async (): Promise<string> => (await post('webhooks', aHook())).json.id as string;
  /** Makes a webhook with a delivery that was given up. */
  async function aDead(): Promise<{ id: string; delivery: number }> {
    const id = await aWebhook();
    const { json } = await post(`webhooks/${id}/test`);
    const client = new pg.Client(server().connection);
    await client.connect();
    await client.query(`UPDATE webhook_deliveries SET state = 'dead', ended_at = now() WHERE id = $1`, [json.id]);
    await client.end();
    return { id, delivery: json.id as number };
  }

  return {
    'post /api/v1/webhooks': ['webhook_created', (send) => send('webhooks', aHook())],
    'patch /api/v1/webhooks/{id}': [
      'webhook_changed',
      async (send) => send(`webhooks/${await aWebhook()}`, { body: { name: 'other' } }),
    ],
    'delete /api/v1/webhooks/{id}': ['webhook_deleted', async (send) => send(`webhooks/${await aWebhook()}`)],
    'post /api/v1/webhooks/{id}/rotate': [
      'webhook_secret_rotated',
      async (send) => send(`webhooks/${await aWebhook()}/rotate`, { body: {} }),
    ],
    'post /api/v1/webhooks/{id}/test': ['webhook_tested', async (send) => send(`webhooks/${await aWebhook()}/test`)],
    'post /api/v1/webhooks/{id}/replay': [
      'webhook_replayed',
      async (send) => send(`webhooks/${(await aDead()).id}/replay`),
    ],
    'post /api/v1/webhooks/{id}/deliveries/{delivery}/replay': [
      'webhook_replayed',
      async (send) => {
        const { id, delivery } = await aDead();
        return send(`webhooks/${id}/deliveries/${delivery}/replay`);
      },
    ],
  };
}
