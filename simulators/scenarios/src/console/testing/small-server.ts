import { answerOf, type components } from '@twinbank/client';
import {
  deviceIds,
  OperatorClient,
  provision,
  referenceFirmware,
  type Scratch,
  type ServerProcess,
} from '@twinbank/fleet';
import type { Browser, Page } from 'playwright-core';

import { ground } from '../../ground.js';
import { NEW, startServer } from '../../story.js';
import { openBrowser, PAGE_MS_MAX, type Person } from '../browser.js';

type Grant = components['schemas']['GrantRequest'];

const PASSWORD = 'three banks are one too many';
/** Devices that the server knows, and that never connect. */
export const DEVICES = 3;

/** A server with a product, a release and a few devices that never connect, and a browser: enough for what depends on no device. */
export interface SmallServer {
  readonly server: ServerProcess;
  readonly client: OperatorClient;
  /** Makes a person with these roles. */
  person(name: string, ...grants: readonly Grant[]): Promise<Person>;
  /** A tab that shares nothing with any other. */
  newPage(): Promise<Page>;
}

/** Starts it; all of it ends when the scratch is cleared. */
export async function openSmallServer(scratch: Scratch): Promise<SmallServer> {
  const server = await startServer(scratch, { ...(await ground.settings(scratch)), WEBHOOK_NETWORKS: '127.0.0.0/8' });
  const client = new OperatorClient(server.url, server.token);
  await client.createProduct({ name: 'drive', part: 'STM32G484', finishPolicy: 'keep-previous', hardware: ['A'] });
  const { version, counter, bytes: image } = referenceFirmware('STM32G484', NEW);
  await client.uploadRelease('drive', { version, counter, image });
  const seed = Date.now().toString(16);
  await provision(client, { ids: deviceIds('drive', seed, DEVICES), product: 'drive', hardware: 'A' });
  const browser: Browser = await openBrowser(scratch);
  return {
    server,
    client,
    person: async (name, ...grants) => {
      await answerOf(client.rest.POST('/api/v1/users', { body: { name, password: PASSWORD, grants: [...grants] } }));
      return { name, password: PASSWORD };
    },
    newPage: async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
      context.setDefaultTimeout(PAGE_MS_MAX);
      return context.newPage();
    },
  };
}
