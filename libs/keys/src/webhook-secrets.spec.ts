import { createHmac } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { openWebhookSecret, sealWebhookSecret, webhookSecretText, webhookSignature } from './webhook-secrets.js';

const key = new Uint8Array(32).fill(7);
const secret = new Uint8Array(32).fill(9);
const salt = new Uint8Array(16).fill(1);

describe('the secret of a webhook', () => {
  it('is shown as the specification writes it', () => {
    expect(webhookSecretText(secret)).toBe('whsec_CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=');
  });

  it('is opened by the same key for the same webhook only, and only as it was sealed', () => {
    const sealed = sealWebhookSecret(secret, { key, webhookId: 'a', salt });
    expect(Buffer.from(sealed).includes(Buffer.from(secret))).toBe(false);
    expect(openWebhookSecret(sealed, { key, webhookId: 'a' })).toEqual(secret);
    expect(openWebhookSecret(sealed, { key, webhookId: 'b' })).toBeUndefined();
    expect(openWebhookSecret(sealed, { key: new Uint8Array(32), webhookId: 'a' })).toBeUndefined();
    sealed[sealed.length - 1]! ^= 1;
    expect(openWebhookSecret(sealed, { key, webhookId: 'a' })).toBeUndefined();
  });

  it('signs id, time and body, once for each secret', () => {
    const message = { id: 'msg_1', atSeconds: 1_700_000_000, body: '{"a":1}' };
    const one = createHmac('sha256', secret).update('msg_1.1700000000.{"a":1}').digest('base64');
    const other = createHmac('sha256', key).update('msg_1.1700000000.{"a":1}').digest('base64');
    expect(webhookSignature([secret], message)).toBe(`v1,${one}`);
    expect(webhookSignature([secret, key], message)).toBe(`v1,${one} v1,${other}`);
  });
});
