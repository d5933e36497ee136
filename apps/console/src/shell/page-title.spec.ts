import { describe, expect, it } from '@jest/globals';

import { titleOf } from './page-title.js';

describe('titleOf', () => {
  it.each([
    ['Fleet', '/fleet', 'Fleet · Twinbank'],
    ['drive-0001', '/devices/drive-0001', 'drive-0001 · Fleet · Twinbank'],
    ['drive to 1.1.0', '/campaigns/4', 'drive to 1.1.0 · Campaigns · Twinbank'],
    ['Devices of the campaign', '/campaigns/4/jobs', 'Devices of the campaign · Campaign 4 · Campaigns · Twinbank'],
    ['1.1.0', '/products/drive%20g4/releases/1.1.0', '1.1.0 · drive g4 · Products · Twinbank'],
    ['There is no such page', '/nowhere', 'There is no such page · Twinbank'],
    ['%', '/products/%/upload', '% · Products · Twinbank'],
  ])('names %s at %s', (heading, pathname, title) => {
    expect(titleOf(heading, pathname)).toBe(title);
  });
});
