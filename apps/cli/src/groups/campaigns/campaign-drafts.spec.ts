import { describe, expect, it } from '@jest/globals';

import { answering, runInMemory, SIGNED_IN, type Ran, type World } from '../../testing/run-in-memory.js';
import { answersOfServer, CAMPAIGN, CAMPAIGN_FILE } from '../../testing/runs.js';

type Seen = { request: Request; body: string }[];
const DRAFT = { ...CAMPAIGN, state: 'draft' };

async function run(words: string, answers: object = {}, world: World = {}): Promise<Ran & { seen: Seen }> {
  const seen: Seen = [];
  const fetch = answering({ ...answersOfServer(), 'GET /campaigns/3': DRAFT, ...answers }, seen);
  return { ...(await runInMemory(words.split(' '), { env: SIGNED_IN, fetch, ...world })), seen };
}
const called = ({ request }: Seen[number]): string => `${request.method} ${new URL(request.url).pathname.slice(8)}`;
const refused = (status: number, code: string): Response => Response.json({ code, detail: code }, { status });

/** A draft that is another one when it is looked at again. */
function changing(later: object, answer: Response): { answers: object; asked: () => number } {
  let looks = 0;
  const answers = {
    get 'GET /campaigns/3'() {
      return looks++ === 0 ? DRAFT : { ...DRAFT, ...later };
    },
    'PATCH /campaigns/3': answer,
  };
  return { answers, asked: () => looks };
}
async function runChanging(words: string, later: object, answer: Response, stdin: string): Promise<Ran> {
  const { answers } = changing(later, answer);
  const all = Object.defineProperties(answersOfServer(), Object.getOwnPropertyDescriptors(answers));
  return runInMemory(words.split(' '), { env: SIGNED_IN, fetch: answering(all), stdin });
}

describe('a draft', () => {
  it('is changed by what a file says, at the revision that was read, and tells what became of it', async () => {
    const { exit, seen, stderr, stdout } = await run(
      'campaigns change 3 - --reason ticket-7',
      {},
      { stdin: 'concurrency: 20' },
    );
    expect([exit, seen.map(called)]).toEqual([0, ['GET campaigns/3', 'PATCH campaigns/3']]);
    const { request, body } = seen[1]!;
    expect([request.headers.get('if-match'), JSON.parse(body)]).toEqual(['"c.1"', { concurrency: 20 }]);
    expect(request.headers.get('twinbank-reason')).toMatch(/ticket-7$/);
    expect(stderr).toBe('Changed:\n  concurrency: 50 → 20\n');
    expect(stdout).toMatch(/revision +c\.2\n/);
  });

  it('is changed by a file that was written to create it, but for a product of another name', async () => {
    const { seen } = await run(`campaigns change 3 ${CAMPAIGN_FILE}`);
    expect(JSON.parse(seen[1]!.body)).not.toHaveProperty('product');
    const other = await run('campaigns change 3 -', {}, { stdin: 'product: pump' });
    expect([other.exit, other.seen.length]).toEqual([1, 1]);
    expect(other.stderr).toMatch(/^twinbank: file_malformed: - is for pump, and campaign 3 for motor/);
  });

  it('says so where it was so already', async () => {
    const { exit, stderr } = await run(
      'campaigns change 3 -',
      { 'PATCH /campaigns/3': DRAFT },
      { stdin: 'concurrency: 50' },
    );
    expect([exit, stderr]).toEqual([0, 'It was so already.\n']);
  });

  it('that somebody else changed meanwhile is left alone, and both changes are shown with the way on', async () => {
    const later = { revision: 'c.9', name: 'summer', config: { concurrency: 70 } };
    const gone = refused(412, 'precondition_failed');
    const { exit, stdout, stderr } = await runChanging('campaigns change 3 -', later, gone, 'concurrency: 20');
    expect([exit, stdout]).toEqual([1, '']);
    expect(stderr.split('\n').slice(0, 6)).toEqual([
      'Changed by somebody else meanwhile:',
      '  name: spring → summer',
      '  concurrency: 50 → 70',
      'Yours would change:',
      '  concurrency: 70 → 20',
      'To put yours over it: twinbank campaigns change 3 - --revision c.9',
    ]);
    expect(stderr).toMatch(/\ntwinbank: precondition_failed: /);
  });

  it('is changed only at the revision that is named: what was between is not known then', async () => {
    const answers = { 'PATCH /campaigns/3': refused(412, 'precondition_failed') };
    const { exit, seen, stderr } = await run('campaigns change 3 - --revision a.0', answers, {
      stdin: 'concurrency: 20',
    });
    expect([exit, seen[1]!.request.headers.get('if-match')]).toEqual([1, '"a.0"']);
    expect(stderr).toMatch(
      /^Yours would change:\n {2}concurrency: 50 → 20\nTo put yours over it: .* --revision c\.1\n/,
    );
  });

  it('that was started meanwhile changes no more, and can be written down anew', async () => {
    const later = { state: 'running', revision: 'c.9' };
    const over = refused(409, 'campaign_transition');
    const { exit, stderr } = await runChanging('campaigns change 3 -', later, over, 'concurrency: 50');
    expect(exit).toBe(1);
    expect(stderr).toMatch(
      /^It is as you want it already\.\nIt is running, and changes no more\. .*: twinbank campaigns clone 3\ntwinbank: campaign_transition: /,
    );
  });

  it('is told nothing more of where a value is refused', async () => {
    const answers = { 'PATCH /campaigns/3': refused(400, 'request_invalid') };
    const { exit, seen, stderr } = await run('campaigns change 3 -', answers, { stdin: 'concurrency: -1' });
    expect([exit, seen.length, stderr.split('\n').length]).toEqual([1, 2, 2]);
  });
});

describe('a clone of a campaign', () => {
  it('says all that the other one says, under a name of its own and for another release if that is wished', async () => {
    const plain = await run('campaigns clone 3');
    expect([plain.exit, plain.seen.map(called)]).toEqual([0, ['GET campaigns/3', 'POST campaigns']]);
    const written = { name: 'spring', product: 'motor', release: '1.1.0', concurrency: 50 };
    expect(JSON.parse(plain.seen[1]!.body)).toEqual(written);
    const other = await run('campaigns clone 3 --name summer --release 1.5.0');
    expect(JSON.parse(other.seen[1]!.body)).toEqual({ ...written, name: 'summer', release: '1.5.0' });
  });

  it('is made once, though the answer was lost', async () => {
    const seen: Seen = [];
    const answer = answering({ ...answersOfServer(), 'GET /campaigns/3': DRAFT }, seen);
    let posts = 0;
    const fetch = (request: Request): Promise<Response> =>
      request.method === 'POST' && posts++ === 0
        ? Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNRESET') }))
        : answer(request);
    const { exit } = await runInMemory(['campaigns', 'clone', '3', '--order-id', 'summer-clone-of-17'], {
      ...{ env: SIGNED_IN, fetch },
    });
    expect([exit, posts, seen.at(-1)!.request.headers.get('idempotency-key')]).toEqual([0, 2, 'summer-clone-of-17']);
  });
});

describe('the jobs of a campaign', () => {
  it('are listed with what they wait for, and at which of their updates they are', async () => {
    const { exit, stdout, seen } = await run('campaigns jobs 3 --state held --all');
    expect([exit, new URL(seen[0]!.request.url).searchParams.get('state')]).toEqual([0, 'held']);
    const [head, first, second] = stdout.split('\n');
    expect(head).toMatch(/device +wave +state +hold +stage +attempts +way/i);
    expect(first).toMatch(/^m-1 +0 +held +hop +1 +hop 2 of 3/);
    expect(second).toMatch(/^m-2 +0 +held +hop +1 *$/);
    const wrong = await run('campaigns jobs 3 --state lost');
    expect([wrong.exit, wrong.seen]).toEqual([1, []]);
  });
});
