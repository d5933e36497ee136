import { describe, expect, it } from '@jest/globals';

import { SERVER } from '@twinbank/access';
import type { Webhook } from '@twinbank/database';

import { webhookAnswer } from './webhook.dto.js';

const HOOK: Webhook = {
  ...{
    number: 1,
    id: 'x',
    name: 'x',
    url: 'https://x.test/',
    kinds: [],
    createdAtMs: 0,
    version: 1,
    createdBy: SERVER,
  },
};

describe('the answer about a webhook', () => {
  it('tells until when the secret before signs, and nothing of it afterwards', () => {
    const told = (previousUntilMs?: number): string | undefined =>
      webhookAnswer({ ...HOOK, ...(previousUntilMs !== undefined && { previousUntilMs }) }).previousSecretUntil;
    expect(told(Date.UTC(2100, 0))).toBe('2100-01-01T00:00:00.000Z');
    expect([told(Date.UTC(2020, 0)), told()]).toEqual([undefined, undefined]);
  });
});
