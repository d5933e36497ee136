import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault, toBase64Url, utf8 } from '@twinbank/primitives';

import { FieldReader, readJsonObject } from './json-reader.js';

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
  return 'taken';
};
const refusalOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (isFault(error, 'message_malformed')) return error.detail;
    throw error;
  }
  throw new Error('it was taken');
};

describe('readJsonObject', () => {
  it('reads an object', () => expect(readJsonObject(utf8('{"a":[1,{"b":"ü"}]}'), 100)).toEqual({ a: [1, { b: 'ü' }] }));

  it('checks the size before it reads', () => {
    expect(readJsonObject(utf8('{"a":1}'), 7)).toEqual({ a: 1 });
    expect(codeOf(() => readJsonObject(utf8('{"a":1}'), 6))).toBe('message_too_large');
  });

  it.each(['', 'null', '1', '"x"', '[]', '{', '{"a":1}}', '{a:1}', '{"a":NaN}', '\u0000', '{"a":1}garbage'])(
    'refuses %j',
    (text) => {
      expect(codeOf(() => readJsonObject(utf8(text), 100))).toBe('message_malformed');
    },
  );

  it('refuses bytes that are not UTF-8', () => {
    const bytes = utf8('{"a":"xx"}');
    bytes[6] = 0xff;
    expect(codeOf(() => readJsonObject(bytes, 100))).toBe('message_malformed');
  });

  it('accepts eight levels and refuses nine, of objects and of lists', () => {
    const nested = (levels: number): Uint8Array => utf8(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
    const lists = (levels: number): Uint8Array => utf8(`{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`);
    expect([codeOf(() => readJsonObject(nested(8), 1000)), codeOf(() => readJsonObject(nested(9), 1000))]).toEqual([
      'taken',
      'message_malformed',
    ]);
    expect([codeOf(() => readJsonObject(lists(8), 1000)), codeOf(() => readJsonObject(lists(9), 1000))]).toEqual([
      'taken',
      'message_malformed',
    ]);
  });

  it('counts how deep objects and lists lie, whatever stands between their brackets and however many lie side by side', () => {
    const spaced = `{"a":${'[ 1, '.repeat(8)}1${']'.repeat(8)}}`;
    expect(codeOf(() => readJsonObject(utf8(spaced), 1000))).toBe('message_malformed');
    const wide = `{"a":[${'[],'.repeat(50)}[]],"b":[${'{},'.repeat(50)}{}]}`;
    expect(codeOf(() => readJsonObject(utf8(wide), 1000))).toBe('taken');
  });

  it('ignores brackets in strings, which neither stop it nor count as nesting', () => {
    const brackets = '{["\\'.repeat(50);
    expect(readJsonObject(utf8(JSON.stringify({ a: brackets })), 10_000)).toEqual({ a: brackets });
    expect(
      codeOf(() =>
        readJsonObject(utf8(`{"x":${JSON.stringify(']}'.repeat(50))},"a":${'['.repeat(50)}${']'.repeat(50)}}`), 10_000),
      ),
    ).toBe('message_malformed');
  });

  it.each([
    ['a hundred thousand open brackets', '['.repeat(100_000)],
    ['a hundred thousand nested objects', '{"a":'.repeat(100_000)],
    ['brackets closed before they open', `${']'.repeat(50_000)}${'['.repeat(50_000)}`],
    ['quotes that never close', '{"'.repeat(50_000)],
    ['a number of a hundred thousand digits, of which the object is none', '9'.repeat(100_000)],
  ])('survives a bomb: %s', (_name, bomb) =>
    expect(codeOf(() => readJsonObject(utf8(bomb), 1 << 20))).toBe('message_malformed'),
  );

  it('never throws anything but a Fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (junk) =>
        expect(['taken', 'message_malformed']).toContain(codeOf(() => readJsonObject(junk, 1000))),
      ),
    );
    fc.assert(
      fc.property(fc.json(), (text) =>
        expect(['taken', 'message_malformed']).toContain(codeOf(() => readJsonObject(utf8(text), 100_000))),
      ),
    );
  });

  it('reads back every object of bounded depth', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (object) => {
        const text = JSON.stringify(object);
        fc.pre(!/\\u0000|__proto__|constructor|prototype|e\+|\d{16}/.test(text));
        expect(JSON.stringify(readJsonObject(utf8(text), 1 << 20))).toBe(text);
      }),
    );
  });
});

describe('FieldReader', () => {
  const fields = new FieldReader({
    name: 'g4',
    count: 3,
    ratio: 0.5,
    on: false,
    nothing: null,
    inner: { deep: 'x' },
    list: [{ n: 1 }, { n: 2 }],
    words: ['a', 'b'],
    salt: 'AAEC',
  });

  it('reads each kind of field', () => {
    expect(fields.text('name', 2, /^[a-z0-9]+$/)).toBe('g4');
    expect(fields.whole('count', 3, 3)).toBe(3);
    expect(fields.number('ratio', 0, 1)).toBe(0.5);
    expect(fields.flag('on')).toBe(false);
    expect(fields.oneOf('name', ['l0', 'g4'])).toBe('g4');
    expect(fields.nested('inner').text('deep', 1)).toBe('x');
    expect(fields.objects('list', 2).map((item) => item.whole('n', 0, 9))).toEqual([1, 2]);
    expect(fields.texts('words', 2, /^[ab]$/)).toEqual(['a', 'b']);
    expect(fields.bytes('salt', 3)).toEqual(Uint8Array.of(0, 1, 2));
  });

  it('treats null as absent', () => {
    expect([fields.has('name'), fields.has('on'), fields.has('nothing'), fields.has('missing')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(fields.optional('nothing', () => 1)).toBeUndefined();
    expect(fields.optional('count', (name) => fields.whole(name, 0, 9))).toBe(3);
  });

  it('names the field and what it must be, with the whole path, and never repeats the value', () => {
    const nested = new FieldReader({ a: { b: [{ c: 'secret-value' }] } });
    expect(refusalOf(() => nested.nested('a').objects('b', 1)[0]!.whole('c', 1, 5))).toBe(
      'a.b[0].c must be a whole number from 1 to 5',
    );
    expect(refusalOf(() => fields.text('name', 1))).toBe('name must be a string of at most 1 characters');
    expect(refusalOf(() => fields.text('missing', 5, /^x$/))).toBe(
      'missing must be a string of at most 5 characters matching ^x$',
    );
    expect(refusalOf(() => fields.oneOf('name', ['a', 'b']))).toBe('name must be one of a, b');
    expect(refusalOf(() => fields.number('name', 0, 1))).toBe('name must be a number from 0 to 1');
    expect(refusalOf(() => fields.flag('count'))).toBe('count must be true or false');
    expect(refusalOf(() => fields.nested('list'))).toBe('list must be an object');
    expect(refusalOf(() => fields.objects('words', 5))).toBe('words[0] must be an object');
    expect(refusalOf(() => fields.objects('list', 1))).toBe('list must be a list of at most 1 objects');
    expect(refusalOf(() => fields.texts('words', 2, /^a$/))).toBe(
      'words must be a list of at most 2 strings matching ^a$',
    );
    expect(refusalOf(() => fields.bytes('salt', 4))).toBe('salt must be 4 bytes in base64url');
  });

  it('refuses whole numbers that are not whole, or out of bounds', () => {
    for (const value of [1.5, '1', NaN, Infinity, -1, 10, null, undefined, true, [1]]) {
      expect(codeOf(() => new FieldReader({ n: value }).whole('n', 0, 9))).toBe('message_malformed');
    }
  });

  it('takes the bounds of a number themselves', () =>
    expect([0, 1].map((n) => new FieldReader({ n }).number('n', 0, 1))).toEqual([0, 1]));

  it('refuses lists of texts that are no list, too long, or hold anything but texts', () => {
    for (const value of ['ab', { length: 1 }, null, undefined, ['a', 'b', 'a'], [7], ['a', ['b']], [null]])
      expect([value, codeOf(() => new FieldReader({ list: value }).texts('list', 2, /^(?:[ab]|7|null)$/))]).toEqual([
        value,
        'message_malformed',
      ]);
  });

  it('refuses numbers that are not finite, or out of bounds', () => {
    for (const value of ['1', NaN, Infinity, -0.1, 1.1, null, {}])
      expect(codeOf(() => new FieldReader({ n: value }).number('n', 0, 1))).toBe('message_malformed');
  });

  it('reads bytes of exactly that length, in their only valid encoding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) =>
        expect(new FieldReader({ b: toBase64Url(bytes) }).bytes('b', bytes.length)).toEqual(bytes),
      ),
    );
    for (const text of ['AAE', 'AAECA', 'AAE=', 'AA+/', 3])
      expect(codeOf(() => new FieldReader({ b: text }).bytes('b', 3))).toBe('message_malformed');
    expect(codeOf(() => new FieldReader({ b: 'AAF' }).bytes('b', 2))).toBe('message_malformed');
  });

  it('refuses unknown fields in commands, and repeats at most the start of a long name', () => {
    expect(fields.nested('inner').only('deep', 'more').text('deep', 1)).toBe('x');
    expect(refusalOf(() => new FieldReader({ a: { bad: 1 } }).nested('a').only('good'))).toBe('unknown field a.bad');
    expect(refusalOf(() => new FieldReader({ ['x'.repeat(5000)]: 1 }).only()).length).toBeLessThan(100);
  });

  it('never encounters a field named __proto__', () => {
    expect(
      refusalOf(() => new FieldReader(readJsonObject(utf8('{"__proto__":{"name":"g4"}}'), 100)).only('name')),
    ).toBe('the name __proto__ is not taken');
  });
});
