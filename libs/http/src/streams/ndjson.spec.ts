import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { ndjsonLine, ndjsonLines, readNdjson, type NdjsonLine } from './ndjson.js';

async function* chunks(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield typeof text === 'string' ? Buffer.from(text) : text;
}

async function linesOf(source: AsyncIterable<Uint8Array>, maxLineBytes = 100): Promise<NdjsonLine[]> {
  const lines: NdjsonLine[] = [];
  for await (const line of readNdjson(source, maxLineBytes)) lines.push(line);
  return lines;
}

describe('newline-delimited JSON', () => {
  it('is read line by line, the last with or without its newline', async () => {
    expect(await linesOf(chunks('{"a":1}\n{"a":2}\r\n{"a":3}'))).toEqual([
      { line: 1, object: { a: 1 } },
      { line: 2, object: { a: 2 } },
      { line: 3, object: { a: 3 } },
    ]);
  });

  it('is read alike where all of it is there already, and where it comes in pieces', async () => {
    const text = '{"a":1}\n\n[2]\n{"a":"' + 'x'.repeat(100) + '"}\n{"a":4}';
    const whole = await linesOf(chunks(text));
    expect(whole.map(({ line, fault }) => [line, fault?.code])).toEqual([
      [1, undefined],
      [3, 'message_malformed'],
      [4, 'message_too_large'],
      [5, undefined],
    ]);
    expect([...ndjsonLines(Buffer.from(text), 100)]).toEqual(whole);
    expect(await linesOf(chunks(...text.split('')))).toEqual(whole);
    expect([...ndjsonLines(Buffer.from(''), 100)]).toEqual([]);
  });

  it('may contain blank lines, which are counted and skipped', async () => {
    expect(await linesOf(chunks('\n  \n{"a":1}\n\n'))).toEqual([{ line: 3, object: { a: 1 } }]);
    expect(await linesOf(chunks(''))).toEqual([]);
  });

  it('continues after a line that cannot be read', async () => {
    const lines = await linesOf(chunks('{"a":\n[1]\n"text"\n', Uint8Array.of(0xff, 0x0a), '{"a":1}\n'));
    expect(lines.map(({ line, fault }) => [line, fault?.code])).toEqual([
      [1, 'message_malformed'],
      [2, 'message_malformed'],
      [3, 'message_malformed'],
      [4, 'message_malformed'],
      [5, undefined],
    ]);
  });

  it('does not keep a line that is too long', async () => {
    const lines = await linesOf(chunks('x'.repeat(80), 'x'.repeat(80), '\n{"a":1}'));
    expect(lines.map(({ line, fault }) => [line, fault?.code])).toEqual([
      [1, 'message_too_large'],
      [2, undefined],
    ]);
  });

  it('reads the same however it is cut into chunks', async () => {
    const objects = fc.array(fc.record({ text: fc.string({ maxLength: 10 }), number: fc.integer() }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(objects, fc.integer({ min: 1, max: 40 }), async (items, size) => {
        const bytes = Buffer.from(items.map(ndjsonLine).join(''));
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect((await linesOf(chunks(...pieces), 200)).map(({ object }) => object)).toEqual(items);
      }),
    );
  });
});
