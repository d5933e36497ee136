import { describe, expect, it } from '@jest/globals';

import { ATTRIBUTE_LIMITS, attributesAfter, problemOfAttribute, readAttributes } from './attributes.js';
import { isTimeZone } from './time-zone.js';

describe('an attribute', () => {
  it.each<[string, unknown]>([
    ['site', 'hamburg'],
    ['site', ''],
    ['voltage', 24],
    ['voltage', -0.5],
    ['voltage', Number.MAX_VALUE],
    ['indoor', false],
    ['line.3_b-c', 'x'.repeat(ATTRIBUTE_LIMITS.textMax)],
    ['timeZone', 'Europe/Berlin'],
    ['site', 'Köln, Halle 3 – 東京 😀'],
  ])('%s may be %j', (name, value) => expect(problemOfAttribute(name, value)).toBeUndefined());

  it.each<[string, unknown, RegExp]>([
    ['', 'x', /no name/],
    ['3d', 'x', /no name/],
    ['a b', 'x', /no name/],
    ['x'.repeat(65), 'x', /no name/],
    ['constructor', 'x', /no name/],
    ['__proto__', 'x', /no name/],
    ['a', null, /neither/],
    ['a', ['b'], /neither/],
    ['a', { b: 1 }, /neither/],
    ['a', Number.NaN, /finite/],
    ['a', Number.POSITIVE_INFINITY, /finite/],
    ['a', 'x'.repeat(ATTRIBUTE_LIMITS.textMax + 1), /at most 256/],
    ['a', 'x\0', /stored/],
    ['a', '\ud800', /stored/],
    ['a', 'rev\u001b[2J', /a has a control character/],
    ['a', '\t', /control/],
    ['site', 'hamburg\r\n', /site has a control character/],
    ['timeZone', 'UTC\u0085', /control/],
    ['site', 7, /site is a text/],
    ['gateway', true, /gateway is a text/],
    ['timeZone', '+02:00', /offset/],
  ])('%j is not %j', (name, value, problem) => expect(problemOfAttribute(name, value)).toMatch(problem));
});

describe('a time zone', () => {
  it.each([
    'Europe/Berlin',
    'America/Argentina/Buenos_Aires',
    'Asia/Kolkata',
    'UTC',
    'Etc/GMT+2',
    'America/Port_of_Spain',
  ])('may be %s', (zone) => expect(isTimeZone(zone)).toBe(true));
  it.each([
    '',
    '+02:00',
    '-0500',
    '02:00',
    'GMT+2',
    'Mars/Base',
    'europe/berlin',
    'Europe/BERLIN',
    'Berlin',
    'Z',
    'A/B/C/D',
  ])('is not %j', (zone) => expect(isTimeZone(zone)).toBe(false));
});

describe('a change of attributes', () => {
  it('sets what it names, removes what it names null, and leaves the rest', () => {
    expect(attributesAfter({ a: 1, b: 'x', c: true }, { b: null, c: false, d: '' })).toEqual({ a: 1, c: false, d: '' });
    expect(attributesAfter({}, { toString: null, a: null })).toEqual({});
  });
});

describe('attributes that a device reports', () => {
  it('are taken as they are, the name of a zone too: the device may know a newer tz database', () => {
    const said = { line: 3, fan: true, board: 'rev-c', timeZone: 'Mars/Base' };
    expect(readAttributes(said)).toEqual(said);
  });

  it('have spaces in place of control characters, which break logs and move the cursors of terminals', () => {
    const said = { board: 'rev\u001b[2J\r\nc', site: '\u007f\u0085', line: 3 };
    expect(readAttributes(said)).toEqual({ board: 'rev [2J  c', site: '  ', line: 3 });
  });

  it.each<[object, RegExp]>([
    [{ 'a b': 1 }, /no name/],
    [{ a: null }, /neither/],
    [{ a: [1] }, /neither/],
    [{ site: 7 }, /site is a text/],
    [{ a: 'x'.repeat(257) }, /at most 256/],
    [Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`a${index}`, 1])), /more than 64/],
  ])('are not %j', (said, detail) => {
    expect(() => readAttributes(said as Record<string, unknown>)).toThrow(
      expect.objectContaining({ code: 'message_malformed', detail: expect.stringMatching(detail) }),
    );
  });
});
