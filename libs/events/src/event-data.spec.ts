import { describe, expect, it } from '@jest/globals';

import { data, flag, parts, text, texts, time, whole } from './event-data.js';

describe('the schema of an event’s data', () => {
  it('requires what is always there, allows what may be known, and nothing else', () => {
    expect(data({ a: whole('a number') }, { b: text('a text') })).toEqual({
      type: 'object',
      properties: { a: { type: 'integer', description: 'a number' }, b: { type: 'string', description: 'a text' } },
      required: ['a'],
      additionalProperties: false,
    });
    expect(data()).toEqual({ type: 'object', properties: {}, required: [], additionalProperties: false });
  });

  it('has times, answers, lists and objects', () => {
    expect([time('t').format, flag('f').type, texts('l').items]).toEqual(['date-time', 'boolean', { type: 'string' }]);
    expect(parts('o', { a: flag('f') })).toMatchObject({ properties: { a: { type: 'boolean' } }, type: 'object' });
    expect(parts('o', {}).required).toBeUndefined();
  });
});
