import { describe, expect, it, jest } from '@jest/globals';

import type { OperatorClient } from '../server/operator-client.js';
import { Scratch } from '../server/scratch.js';
import { inviteAudience } from './audience.js';

const OK = { ok: true };

/** A server that knows who was made, and whose sessions are those that a test sets. */
function house() {
  const made: { name: string; password: string; grants: unknown }[] = [];
  const sessions: object[] = [];
  const rest = {
    POST: (_path: string, { body }: { body: (typeof made)[number] }) =>
      Promise.resolve({ data: made.push(body), response: OK }),
    GET: (_path: string, { params }: { params: { path: { user: string } } }) =>
      Promise.resolve({ data: { items: params.path.user === made[0]?.name ? sessions : [] }, response: OK }),
  };
  const said: string[] = [];
  const scratch = new Scratch();
  const invite = () =>
    inviteAudience({
      address: 'http://127.0.0.1:3000',
      client: { rest } as unknown as OperatorClient,
      scratch,
      say: (text) => said.push(text),
    });
  return { invite, made, sessions, said, scratch };
}

describe('whoever watches the demo', () => {
  it('is told where to sign in, as whom, and with a password that nobody can guess', async () => {
    const [one, two] = [house(), house()];
    await Promise.all([one.invite(), two.invite()]);
    const [{ name, password }] = one.made as [(typeof one.made)[number]];
    expect(one.said.join()).toContain('http://127.0.0.1:3000/campaigns');
    expect(one.said.join()).toMatch(new RegExp(`name +${name}\\s+password +${password}`));
    expect(password.length).toBeGreaterThanOrEqual(16);
    expect(two.made[0]?.password).not.toBe(password);
  });

  it('is waited for until signed in', async () => {
    jest.useFakeTimers();
    try {
      const { invite, sessions } = house();
      let isThere = false;
      const arrival = (await invite()).arrives().then(() => (isThere = true));
      await jest.advanceTimersByTimeAsync(10_000);
      expect(isThere).toBe(false);
      sessions.push({});
      await jest.advanceTimersByTimeAsync(1000);
      await arrival;
      expect(isThere).toBe(true);
    } finally {
      jest.useRealTimers();
    }
  });

  it('may stay until Ctrl-C, which ends the stay and not the demo; the next one does', async () => {
    const { invite, scratch } = house();
    const stay = (await invite()).leaves();
    scratch.interrupt!();
    await stay;
    expect(scratch.interrupt).toBeUndefined();
  });
});
