import { describe, expect, it } from '@jest/globals';

import { DEFAULT_RULES } from '@twinbank/campaign';
import type { Product } from '@twinbank/database';
import { SERVER_SIGNS } from '@twinbank/keys';
import type { Cipher, PartName } from '@twinbank/parts';

import { campaignConfig } from './campaign-config.js';
import { CampaignRequest } from './campaign-request.dto.js';

const aProduct = (fields: Partial<Product> = {}): Product => ({
  name: 'motor',
  project: 'default',
  part: 'STM32G484',
  hardware: ['A'],
  finishPolicy: 'mirror',
  allowUnencrypted: false,
  agent: 'twinbank',
  signing: SERVER_SIGNS,
  createdAtMs: 0,
  version: 1,
  ...fields,
});
const aRequest = (fields: Partial<CampaignRequest> = {}): CampaignRequest =>
  Object.assign(new CampaignRequest(), { name: 'x', product: 'motor', release: '1.0.0', ...fields });

describe('a campaign’s configuration', () => {
  it('has the default for every rule that is left out, also within a group', () => {
    const config = campaignConfig(aRequest({ thresholds: { errorPercent: 1 } }), aProduct());
    expect(config).toMatchObject({ ...DEFAULT_RULES, thresholds: { ...DEFAULT_RULES.thresholds, errorPercent: 1 } });
  });

  it.each<[PartName, boolean, Cipher | undefined, Cipher | string]>([
    ['STM32G484', false, undefined, 'A256CTR'],
    ['STM32L083', false, undefined, 'A128CTR'],
    ['STM32L083', false, 'A256CTR', 'cipher_unsupported'],
    ['STM32L073', true, undefined, 'none'],
    ['STM32L073', false, undefined, 'encryption_required'],
    ['STM32L073', true, 'A128CTR', 'cipher_unsupported'],
    ['STM32G484', true, 'none', 'none'],
    ['STM32G484', false, 'none', 'encryption_required'],
  ])('on %s (unencrypted allowed: %s) with the cipher %s gives %s', (part, allowUnencrypted, cipher, expected) => {
    const make = () =>
      campaignConfig(aRequest({ ...(cipher && { terms: { cipher } }) }), aProduct({ part, allowUnencrypted })).terms
        .cipher;
    if (expected.includes('_')) expect(make).toThrow(expect.objectContaining({ code: expected }));
    else expect(make()).toBe(expected);
  });

  it('leaves a device time to look for a slot before its attempt times out', () => {
    expect(campaignConfig(aRequest(), aProduct()).terms.slotDeadlineMs).toBeLessThan(DEFAULT_RULES.timeouts.runMs);
    expect(campaignConfig(aRequest({ timeouts: { runMs: 2000 } }), aProduct()).terms.slotDeadlineMs).toBe(1000);
    const make = () =>
      campaignConfig(aRequest({ timeouts: { runMs: 2000 }, terms: { slotDeadlineMs: 2000 } }), aProduct());
    expect(make).toThrow(/terms.slotDeadlineMs must be shorter than timeouts.runMs/);
  });

  it('names every rule that makes no sense at once', () => {
    const make = () =>
      campaignConfig(aRequest({ concurrency: 0, waves: [{ percent: 0 }], retry: { factor: 0 } }), aProduct());
    expect(make).toThrow(/waves.*concurrency.*retry.factor/);
  });
});
