import 'reflect-metadata';

import { describe, expect, it } from '@jest/globals';

import { CONFIG_LIMITS } from '@twinbank/campaign';
import { requestValidation } from '@twinbank/http';

import { CampaignRequest } from './campaign-request.dto.js';

describe('the order for a campaign', () => {
  const check = (count: number): Promise<unknown> => {
    const deviceIds = Array.from({ length: count }, (_, index) => `d-${index}`);
    const body = { name: 'all of them', product: 'pump', release: '1.0.0', selection: { deviceIds } };
    return requestValidation().transform(body, { type: 'body', metatype: CampaignRequest }) as Promise<unknown>;
  };

  it('may select as many devices as a campaign takes, and no more', async () => {
    expect(await check(CONFIG_LIMITS.selectedIdsMax)).toBeInstanceOf(CampaignRequest);
    await expect(check(CONFIG_LIMITS.selectedIdsMax + 1)).rejects.toMatchObject({
      code: 'request_invalid',
      facts: { field: 'selection.deviceIds' },
    });
  });
});
