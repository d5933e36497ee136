import { describe, expect, it } from '@jest/globals';

import { column, type Report } from './report.js';
import { pour, REPORT_MS_MAX, REPORT_PAGE, type ReadPage } from './report-stream.js';

const NUMBERS: Report<number> = {
  row: 'number',
  columns: { value: column('a number', (value) => value), text: column('as text', (value) => `=${value}`) },
};

/** Numbers from 1, of which so many are there; says how many were read. */
function numbers(count: number): { readonly read: ReadPage<number>; reads: number } {
  const source = {
    reads: 0,
    read: (after: string | undefined, limit: number) => {
      source.reads += 1;
      const from = Number(after ?? 0);
      const items = Array.from({ length: Math.min(limit, count - from) }, (_, index) => from + index + 1);
      const last = from + items.length;
      return Promise.resolve({ items, counted: items.length, ...(last < count && { next: String(last) }) });
    },
  };
  return source;
}

async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}

describe('a report', () => {
  it('ends with a line that counts its rows', async () => {
    const request = { format: 'ndjson', limit: 10 } as const;
    expect(await textOf(await pour(NUMBERS, numbers(2).read, request))).toBe(
      '{"type":"number","row":1,"value":1,"text":"=1"}\n{"type":"number","row":2,"value":2,"text":"=2"}\n{"type":"end","rows":2}\n',
    );
    expect(await textOf(await pour(NUMBERS, numbers(0).read, request))).toBe('{"type":"end","rows":0}\n');
  });

  it('has as CSV the names of its columns first, and as many fields in every line', async () => {
    expect(await textOf(await pour(NUMBERS, numbers(2).read, { format: 'csv', limit: 1 }))).toBe(
      "type,row,value,text\r\nnumber,1,1,'=1\r\nmore,1,1,\r\n",
    );
  });

  it('goes on after the cursor of its last line', async () => {
    const { read } = numbers(5);
    const first = await textOf(await pour(NUMBERS, read, { format: 'ndjson', limit: 3 }));
    expect(first).toMatch(/{"type":"more","rows":3,"after":"3"}\n$/);
    const second = await textOf(await pour(NUMBERS, read, { format: 'ndjson', limit: 3, after: '3' }));
    expect(second).toMatch(/^{"type":"number","row":1,"value":4,/);
    expect(second).toMatch(/{"type":"end","rows":2}\n$/);
  });

  it('is read page by page, each when the one before was taken', async () => {
    const source = numbers(10 * REPORT_PAGE);
    const chunks = await pour(NUMBERS, source.read, { format: 'csv', limit: 10 * REPORT_PAGE });
    expect(source.reads).toBe(1);
    for (let taken = 1; taken <= 3; taken++) {
      await chunks.next();
      expect(source.reads).toBe(taken);
    }
    await chunks.return(undefined);
    expect(source.reads).toBe(3);
  });

  it('ends with what it has when its time is over', async () => {
    let nowMs = 0;
    const chunks = await pour(NUMBERS, numbers(10 * REPORT_PAGE).read, { format: 'csv', limit: 1e6 }, () => nowMs);
    await chunks.next();
    nowMs = REPORT_MS_MAX;
    expect(await textOf(chunks)).toBe(`more,${REPORT_PAGE},${REPORT_PAGE},\r\n`);
  });

  it('has as many rows as were asked for beside those that do not count', async () => {
    // Before each number there is a gap, said by a zero.
    const { read } = numbers(3 * REPORT_PAGE);
    const withGaps: ReadPage<number> = async (after, limit) => {
      const page = await read(after, limit);
      return { ...page, items: page.items.flatMap((value) => [0, value]) };
    };
    const limit = REPORT_PAGE + 10;
    const lines = (await textOf(await pour(NUMBERS, withGaps, { format: 'csv', limit }))).split('\r\n');
    expect(lines.filter((line) => /^number,\d+,0,/.test(line))).toHaveLength(limit);
    expect(lines.filter((line) => /^number,\d+,[1-9]/.test(line))).toHaveLength(limit);
    expect(lines.at(-2)).toBe(`more,${2 * limit},${limit},`);
  });

  it('says at once what is wrong with the request', async () => {
    const read = (): Promise<never> => Promise.reject(new Error('no'));
    await expect(pour(NUMBERS, read, { format: 'csv', limit: 1 })).rejects.toThrow('no');
  });
});
