import { describe, expect, it } from '@jest/globals';

import { downloadingAt, jobFilter } from './job-filter.js';

describe('the filter of jobs', () => {
  it('names states and a wave, or nothing', () => {
    expect(jobFilter({ states: 'failed,timed_out', wave: '0' })).toBe('state=in=(failed,timed_out);wave==0');
    expect([jobFilter({}), jobFilter({ states: '', wave: '2' })]).toEqual([undefined, 'wave==2']);
  });

  it('names those that download under a byte budget, at a place or without one', () => {
    expect(jobFilter(downloadingAt(undefined, undefined))).toBe(
      'state=in=(running);(stage==downloading,stage=null=true)',
    );
    expect(jobFilter(downloadingAt('site', 'hamburg'))).toBe(
      'state=in=(running);(attr.site=in=("hamburg"),attr.site=null=true;reported.site=in=("hamburg"));(stage==downloading,stage=null=true)',
    );
    expect(jobFilter(downloadingAt('site', undefined))).toContain('(attr.site=null=true;reported.site=null=true)');
  });
});
