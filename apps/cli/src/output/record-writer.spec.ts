import { describe, expect, it } from '@jest/globals';

import { column, textOf, valueAt, type Row } from './column.js';
import { csvRow } from './csv.js';
import type { OutputFormat } from './output-format.js';
import { plainText } from './plain-text.js';
import { writeList, writeRecord } from './record-writer.js';

const COLUMNS = [column('id'), column('running.version', 'version'), column('tags')];
const PAGES: readonly Row[][] = [
  [
    { id: 'm-1', running: { version: '1.0.0' }, tags: ['a', 'b'], extra: 1 },
    { id: 'm-2', tags: [] },
  ],
  [],
  [{ id: 'motor-0003', running: { version: '1.1.0' }, tags: [] }],
];

async function printed(output: OutputFormat, pages: readonly Row[][] = PAGES): Promise<string> {
  let text = '';
  await writeList(pages, { output, columns: COLUMNS, bold: (heading) => heading }, async (more) => void (text += more));
  return text;
}
async function printedRecord(output: OutputFormat, row: Row): Promise<string> {
  let text = '';
  await writeRecord(row, { output, columns: COLUMNS, bold: (heading) => heading }, async (more) => void (text += more));
  return text;
}

describe('a list', () => {
  it('is a table whose columns never become narrower, with the headings once', async () => {
    expect(await printed('table')).toBe(
      ['ID   VERSION  TAGS', 'm-1  1.0.0    a, b', 'm-2', 'motor-0003  1.1.0', ''].join('\n'),
    );
    const wideFirst = await printed('table', [PAGES[2]!, PAGES[0]!]);
    expect(wideFirst).toBe(
      ['ID          VERSION  TAGS', 'motor-0003  1.1.0', 'm-1         1.0.0    a, b', 'm-2', ''].join('\n'),
    );
  });

  it('is one JSON array of whole records, however many pages it came in', async () => {
    expect(JSON.parse(await printed('json'))).toEqual(PAGES.flat());
    expect(JSON.parse(await printed('json', [[], []]))).toEqual([]);
  });

  it('is one JSON object a line', async () => {
    const lines = (await printed('ndjson')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(PAGES.flat());
    expect(await printed('ndjson', [])).toBe('');
  });

  it('is CSV with its headings, also if it is empty', async () => {
    expect(await printed('csv')).toBe('id,version,tags\r\nm-1,1.0.0,"a, b"\r\nm-2,,\r\nmotor-0003,1.1.0,\r\n');
    expect(await printed('csv', [])).toBe('id,version,tags\r\n');
    expect(await printed('table', [])).toBe('');
  });

  it('is written as fast as it is read', async () => {
    let [asked, written] = [0, 0];
    function* endless(): Generator<readonly Row[]> {
      for (;;) yield [{ id: `${(asked += 1)}` }];
    }
    const full = writeList(endless(), { output: 'ndjson', columns: COLUMNS, bold: String }, async () => {
      written += 1;
      if (written === 3) throw new Error('the reader has gone');
    });
    await expect(full).rejects.toThrow('gone');
    expect(asked).toBe(3);
  });
});

describe('a record', () => {
  it('is shown field by field, without those that it lacks', async () => {
    expect(await printedRecord('table', { id: 'm-1', running: { version: '1.0.0' } })).toBe(
      'id       m-1\nversion  1.0.0\n',
    );
  });

  it('is one JSON value, one line, or one row', async () => {
    expect(JSON.parse(await printedRecord('json', PAGES[0]![0]!))).toEqual(PAGES[0]![0]);
    expect(await printedRecord('ndjson', { id: 'm-1' })).toBe('{"id":"m-1"}\n');
    expect(await printedRecord('csv', { id: 'm-1' })).toBe('id,version,tags\r\nm-1,,\r\n');
  });
});

describe('a value', () => {
  it('is found by its path, and by a name with a dot', () => {
    expect(valueAt({ a: { b: { c: 1 } } }, 'a.b.c')).toBe(1);
    expect(valueAt({ 'attr.site': 'ulm' }, 'attr.site')).toBe('ulm');
    expect([valueAt({}, 'toString'), valueAt({ a: 1 }, 'a.b'), valueAt({ a: null }, 'a.b')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is text: missing as nothing, objects as JSON', () => {
    expect([undefined, null, 0, false, ['a', 1], { a: 1 }, [{ a: 1 }]].map(textOf)).toEqual([
      '',
      '',
      '0',
      'false',
      'a, 1',
      '{"a":1}',
      '[{"a":1}]',
    ]);
  });

  it('never moves the cursor of a terminal, whatever a device calls itself', async () => {
    expect(plainText('a\u001b[2Jb\r\n\u009bc\u202ed')).toBe('a\\u001b[2Jb\\u000d\\u000a\\u009bc\\u202ed');
    expect(plainText('Grüße, 東京')).toBe('Grüße, 東京');
    expect(await printed('table', [[{ id: 'x\u001b[31m\ny' }]])).toContain('x\\u001b[31m\\u000ay');
    expect(await printedRecord('table', { id: 'x\u0007' })).toContain('x\\u0007');
  });

  it('moves no cursor as JSON, either, and stays what it is', async () => {
    const row = { id: 'x\u009b2Jy\u202ez\u007f\u001b' };
    for (const output of ['json', 'ndjson'] as const) {
      expect(JSON.parse(await printedRecord(output, row))).toEqual(row);
      for (const text of [await printed(output, [[row]]), await printedRecord(output, row)])
        expect(text).not.toMatch(/[\u007f-\u009f\u202e\u001b]/);
    }
  });

  it('is no formula in a spreadsheet, unless it is a number', () => {
    const fields = ['a', 'b', 'c', 'd'].map((name) => column(name));
    expect(csvRow(fields, { a: ' =1+1', b: 'x;=1', c: '|calc' })).toBe(`" '=1+1","x;'=1",'|calc,\r\n`);
    expect(csvRow(fields, { a: '=1+1', b: -3, c: '-x', d: 'say "hi"\n' })).toBe(`'=1+1,-3,'-x,"say ""hi""\n"\r\n`);
  });
});
