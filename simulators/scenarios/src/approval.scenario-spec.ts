import { afterAll, describe, expect, it } from '@jest/globals';
import { answerOf, RestError } from '@twinbank/client';
import { campaignsOver, OperatorClient, Scratch } from '@twinbank/fleet';

import { ground } from './ground.js';
import { begin, NEW, QUICK_RETRY, runningVersions, type Story } from './story.js';

const DEVICES = 3;
const PASSWORD = 'four geese over Ulm';

type Role = 'operator' | 'approver';

/** Makes a person, who signs in and gets a token of their own. */
async function person({ client, server }: Story, name: string, roles: readonly Role[]): Promise<OperatorClient> {
  // Whoever makes tokens has to be an administrator; the token itself is not.
  const grants = [...roles, 'admin' as const].map((role) => ({ role }));
  await answerOf(client.rest.POST('/api/v1/users', { body: { name, password: PASSWORD, grants } }));
  const json = { 'content-type': 'application/json' };
  const signedIn = await fetch(`${server.url}/api/v1/session`, {
    ...{ method: 'POST', headers: json, body: JSON.stringify({ name, password: PASSWORD }) },
  });
  if (!signedIn.ok) throw new Error(`${name} cannot sign in: ${await signedIn.text()}`);
  const { csrfToken } = (await signedIn.json()) as { csrfToken: string };
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const made = await fetch(`${server.url}/api/v1/tokens`, {
    ...{ method: 'POST', headers: { ...json, cookie, 'x-csrf-token': csrfToken } },
    body: JSON.stringify({ name: `of-${name}`, roles, days: 1 }),
  });
  if (!made.ok) throw new Error(`${name} gets no token: ${await made.text()}`);
  const { token } = (await made.json()) as { token: string };
  return new OperatorClient(server.url, token);
}

/** The code with which a request is refused; `taken` if it is not. */
const codeOf = (request: Promise<unknown>): Promise<string> =>
  request.then(
    () => 'taken',
    (error: unknown) => (error instanceof RestError ? error.code : String(error)),
  );

describe(`a campaign of a project in which somebody else has to approve (${ground.name})`, () => {
  const scratch = new Scratch();
  afterAll(() => scratch.clear(), 60_000);

  it('reaches no device before another person has approved it as it is, and then every one', async () => {
    const story = await begin(scratch, [{ product: 'drive', part: 'STM32G484', policy: 'mirror', devices: DEVICES }]);
    const project = { params: { path: { project: 'default' } }, body: { campaignsNeedApproval: true } };
    await answerOf(story.client.rest.PATCH('/api/v1/projects/{project}', project));
    const ann = await person(story, 'ann', ['operator', 'approver']);
    const ben = await person(story, 'ben', ['approver']);
    const body = { name: 'spring', product: 'drive', release: NEW, waves: [{ percent: 100 }], retry: QUICK_RETRY };
    const { id } = await answerOf(ann.rest.POST('/api/v1/campaigns', { body }));
    const path = { id };
    const approve = async (by: OperatorClient, revision?: string): Promise<string> => {
      const header = { 'If-Match': `"${revision ?? (await by.campaign(id)).revision}"` };
      return codeOf(answerOf(by.rest.POST('/api/v1/campaigns/{id}/approve', { params: { path, header }, body: {} })));
    };
    const start = (): Promise<string> =>
      codeOf(answerOf(ann.rest.POST('/api/v1/campaigns/{id}/start', { params: { path } })));

    expect(await start()).toBe('approval_needed');
    expect(await approve(ann)).toBe('approver_is_author');
    expect(await approve(story.client)).toBe('approver_not_person');
    const seen = (await ben.campaign(id)).revision;
    await answerOf(ann.rest.PATCH('/api/v1/campaigns/{id}', { params: { path }, body: { concurrency: 2 } }));
    expect(await approve(ben, seen)).toBe('precondition_failed');
    expect(await start()).toBe('approval_needed');
    expect(story.fleet.tally().jobsDone).toBe(0);

    expect(await approve(ben)).toBe('taken');
    expect(await start()).toBe('taken');
    const [end] = await campaignsOver(story.client, [id], 60_000);
    expect([end!.state, end!.jobs?.succeeded, end!.approval]).toMatchObject([
      'finished',
      DEVICES,
      { state: 'approved', by: { name: 'of-ben' } },
    ]);
    const outcomes = await story.end();
    expect(outcomes.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(runningVersions(outcomes)).toEqual(Array(DEVICES).fill(NEW));
  }, 180_000);
});
