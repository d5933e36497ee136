import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { answerOf } from '@twinbank/client';

import type { OperatorClient } from '../server/operator-client.js';
import type { Scratch } from '../server/scratch.js';

/** Name of the person who may watch. */
const NAME = 'demo';
const PASSWORD_BYTES = 12;
/** How often is looked whether somebody is there, in milliseconds. */
const LOOK_EVERY_MS = 500;

/** Whoever watches the demo in the console. */
export interface Audience {
  /** Resolves once somebody has signed in: nothing should happen before there is someone to see it. */
  arrives(): Promise<void>;
  /** Resolves at Ctrl-C: whoever watches may look around for as long as they like. */
  leaves(): Promise<void>;
}

/** A demo that nobody watches in the console: it waits for nobody. */
export const NO_AUDIENCE: Audience = { arrives: () => Promise.resolve(), leaves: () => Promise.resolve() };

/** What has to be known to let somebody in. */
interface House {
  readonly address: string;
  readonly client: OperatorClient;
  readonly scratch: Scratch;
  readonly say: (text: string) => void;
}

/** Makes a person who may see and order everything on the demo's server, and says where to sign in and how. */
export async function inviteAudience({ address, client, scratch, say }: House): Promise<Audience> {
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  await answerOf(client.rest.POST('/api/v1/users', { body: { name: NAME, password, grants: [{ role: 'admin' }] } }));
  say(`\nWatch it at ${address}/campaigns\n  name      ${NAME}\n  password  ${password}\n`);
  return {
    arrives: async () => {
      say('It goes on as soon as you have signed in; Ctrl-C ends it.');
      while (!(await isThere(client))) await sleep(LOOK_EVERY_MS);
    },
    leaves: async () => {
      say('Look around as long as you like. Ctrl-C ends it: then every device is checked.');
      const staying = new AbortController();
      scratch.interrupt = () => staying.abort();
      await sleep(LONGEST_STAY_MS, undefined, { signal: staying.signal }).catch(() => undefined);
      scratch.interrupt = undefined;
    },
  };
}

/** Sessions of people end after a day at the latest, and so does the demo. */
const LONGEST_STAY_MS = 24 * 60 * 60 * 1000;

async function isThere(client: OperatorClient): Promise<boolean> {
  const params = { path: { user: NAME } };
  return (await answerOf(client.rest.GET('/api/v1/users/{user}/sessions', { params }))).items.length > 0;
}
