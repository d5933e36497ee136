import { describe, expect, it } from '@jest/globals';

const { answersOfWorker } = globalThis as unknown as { answersOfWorker: (text: string) => Promise<object> };

describe('what a worker of Jest makes once for all its test files', () => {
  it('is made by the first test that asks for it, and the same for the next one that has the same text', async () => {
    const text = JSON.stringify({ paths: {} });
    const made = await answersOfWorker(text);
    expect(await answersOfWorker(text)).toBe(made);
    expect(await answersOfWorker(`${text} `)).not.toBe(made);
  });

  it('belongs to the worker and to no test file, which it would keep', async () => {
    const { problemOf } = (await answersOfWorker(JSON.stringify({ paths: {} }))) as { problemOf: object };
    expect(problemOf).not.toBeInstanceOf(Function);
    expect(typeof problemOf).toBe('function');
  });
});
