import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { until } from '@twinbank/testkit/until';

import { ReceiverUnderTest } from '../testing/receiver-under-test.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

/** Longer than a test may take: what hangs hangs to the end. */
const LONG_MS = 600_000;
/** Forty connections by TLS take their time on a busy machine. */
const PATIENCE = { withinMs: 45_000 };

describe('webhooks of a project', () => {
  let receiver: ReceiverUnderTest;
  let server: ServerUnderTest;
  beforeAll(async () => {
    receiver = await ReceiverUnderTest.start();
    const webhooks = { networks: ['127.0.0.0/8'], ca: receiver.ca, timeoutMs: LONG_MS };
    server = await ServerUnderTest.start({ settings: { webhooks } });
  }, SERVER_START_MS);
  afterAll(async () => {
    await server.stop();
    await receiver.stop();
  });

  const make = async (path: string, project: string): Promise<void> => {
    const body = { name: path, url: receiver.url(path), project, events: ['project_changed'] };
    expect((await server.send('POST', 'webhooks', { body })).status).toBe(201);
  };
  const change = (project: string, title: string) => server.send('PATCH', `projects/${project}`, { body: { title } });

  it('of which forty take one message and hang with the next ones hold up no other project', async () => {
    for (const name of ['north', 'south']) await server.send('POST', 'projects', { body: { name } });
    const slow = Array.from({ length: 40 }, (_, hook) => `slow-${hook}`);
    for (const path of slow) {
      let messages = 0;
      receiver.answer(path, (response) => void (++messages === 1 && response.writeHead(204).end()));
      await make(path, 'north');
    }
    await make('good', 'south');
    for (const title of ['1', '2', '3']) await change('north', title);
    const hanging = (): string[] => slow.filter((path) => receiver.at(path).length > 1);
    await until(() => hanging().length >= 8, 'the project has all its places', PATIENCE);
    await change('south', 'heard');
    // What hangs hangs on, so this one has a place of another project.
    await until(() => receiver.at('good').length === 1, 'the other message', PATIENCE);
    expect(hanging()).toHaveLength(8);
  });
});
