import { describe, expect, it } from '@jest/globals';

import { atPlace, sharing } from './place-filter.js';

describe('the devices at a place', () => {
  it('are those that people put there, and those that say so themselves where nobody did', () => {
    expect(atPlace('site', 'Hall "3"')).toBe(
      'attr.site=in=("Hall \\"3\\""),attr.site=null=true;reported.site=in=("Hall \\"3\\"")',
    );
    expect(atPlace('site', '')).toBe('attr.site=null=true;reported.site=null=true');
  });

  it('are found, too, where the attribute is a number or a boolean', () => {
    expect(atPlace('line', '7')).toBe('attr.line=in=("7",7),attr.line=null=true;reported.line=in=("7",7)');
    expect(atPlace('inside', 'true')).toContain('attr.inside=in=("true",true)');
    for (const text of ['07', '7a', 'True', '']) expect(atPlace('line', text)).not.toContain(`,${text})`);
  });
});

describe('the devices that share a byte budget', () => {
  it('are those that the campaign is for, at the place', () => {
    const selection = { filter: 'tags==a,tags==b', hardware: ['A', 'B'], versions: ['1.0.0'], deviceIds: ['m-1'] };
    expect(sharing({ product: 'motor', selection }, undefined, undefined)).toBe(
      'product=="motor";hardware=in=("A","B");version=in=("1.0.0");id=in=("m-1");(tags==a,tags==b)',
    );
    expect(sharing({ product: 'motor', selection: {} }, 'site', undefined)).toBe(
      'product=="motor";(attr.site=null=true;reported.site=null=true)',
    );
  });

  it('are told without their ids where these are too many for an address', () => {
    const deviceIds = Array.from({ length: 101 }, (_, at) => `m-${at}`);
    expect(sharing({ product: 'motor', selection: { deviceIds } }, undefined, undefined)).toBe('product=="motor"');
  });
});
