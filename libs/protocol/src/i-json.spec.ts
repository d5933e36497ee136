import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault, utf8 } from '@twinbank/primitives';

import { isReservedName, isUnstorable, readIJson } from './i-json.js';

const read = (text: string): unknown => readIJson(utf8(text));
const refusalOf = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    if (isFault(error, 'message_malformed')) return error.detail;
    throw error;
  }
  return 'taken';
};

describe('readIJson', () => {
  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1,"b":{"c":[{"d":1,"e":2,"d":1}]}}', 'd'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"a" : 1 ,\n "b":"{\\"x\\":1}", "a"\t:1}', 'a'],
    ['{"":1,"":1}', ''],
    ['{"1":1,"1":1}', '1'],
    [`{"${'x'.repeat(100)}":1,"${'x'.repeat(100)}":1}`, 'x'.repeat(64)],
  ])('refuses a name that occurs twice: %s', (text, name) => {
    expect(refusalOf(text)).toBe(`the name ${JSON.stringify(name)} is given twice in one object`);
  });

  it.each(['{"a":{"b":1},"b":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":"a:a","b":"\\":\\"","c":":"}', '{"a":["b:","c"]}'])(
    'accepts the same name in different objects, and colons in strings: %s',
    (text) => {
      expect(read(text)).toEqual(JSON.parse(text));
    },
  );

  it.each(['__proto__', 'constructor', 'prototype'])(
    'refuses the name %s at every depth, however it is written',
    (name) => {
      const escaped = `\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}`;
      for (const text of [`{"${name}":1}`, `{"a":[{"${name}":{}}]}`, `{"${escaped}":1}`])
        expect(refusalOf(text)).toBe(`the name ${name} is not taken`);
      expect([isReservedName(name), isReservedName('name')]).toEqual([true, false]);
    },
  );

  it.each(['"\\u0000"', '"a\\ud800"', '"\\udc00a"', '"\\ud800\\ud800"', '{"\\u0000":1}', '["\\uD83D"]'])(
    'refuses characters that a database cannot store: %s',
    (text) => {
      expect(refusalOf(text)).toBe('a text holds NUL or half of a surrogate pair');
    },
  );

  it('accepts whole surrogate pairs, escaped or not, and other escaped control characters', () => {
    expect(read('["\\ud83d\\ude00","😀","\\u0001\\n\\\\u0000"]')).toEqual(['😀', '😀', '\u0001\n\\u0000']);
    expect([isUnstorable('😀'), isUnstorable('a\0'), isUnstorable('\ud83d')]).toEqual([false, true, true]);
  });

  it.each(['1e999', '-1e999', '9007199254740993', '1e300', '[{"a":-9007199254740992}]'])(
    'refuses a number that a double cannot hold exactly: %s',
    (text) => {
      expect(refusalOf(text)).toBe('a number is beyond ±9007199254740991');
    },
  );

  it('accepts every other number', () => {
    expect(read('[9007199254740991,-9007199254740991,0.1,-0,1e-300,1E3]')).toEqual([
      9007199254740991, -9007199254740991, 0.1, -0, 1e-300, 1000,
    ]);
  });

  it('names the repeated name, and none that only occurs in several objects', () => {
    expect(refusalOf('{"b":{"a":1,"c":"{"},"a":[{"a":2}],"c":3,"c":4}')).toContain('"c" is given twice');
    expect(refusalOf('[{"a":1},{"a":1,"x":"a","a":2}]')).toContain('"a" is given twice');
  });

  it('finds every repeated name, in any document', () => {
    const name = fc.string({ maxLength: 4 }).filter((text) => !isReservedName(text) && !text.includes('\0'));
    const object = fc.dictionary(
      name,
      fc.oneof(
        fc.integer(),
        fc.string({ maxLength: 5 }).map((text) => text.replaceAll('\0', '')),
        fc.array(fc.integer(), { maxLength: 2 }),
      ),
      { minKeys: 1, maxKeys: 5 },
    );
    fc.assert(
      fc.property(object, object, fc.nat(), (outer, inner, pick) => {
        const [first] = Object.keys(inner).slice(pick % Object.keys(inner).length);
        const whole = JSON.stringify(inner);
        const doubled = `${whole.slice(0, -1)},${JSON.stringify(first)}:0}`;
        const [good, bad] = [whole, doubled].map((text) =>
          JSON.stringify([outer, 'X']).replace('"X"]', () => `${text}]`),
        );
        expect(read(good!)).toEqual(JSON.parse(good!));
        expect(refusalOf(bad!)).toContain('is given twice');
      }),
    );
  });
});
