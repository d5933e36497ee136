import { describe, expect, it } from '@jest/globals';

/** What a WebAssembly module takes from outside, or gives to it. */
interface Place {
  readonly module?: string;
  readonly name: string;
  readonly kind: string;
}
/** Node's types do not have WebAssembly. */
const { databaseOfWorker, WebAssembly } = globalThis as unknown as {
  databaseOfWorker: () => Promise<object>;
  WebAssembly: { Module: (new () => object) & { exports(module: object): Place[]; imports(module: object): Place[] } };
};

describe('the program of the embedded database', () => {
  it('is compiled once for a worker of Jest', async () => {
    const compiled = await databaseOfWorker();
    expect(WebAssembly.Module.exports(compiled)).toContainEqual({ name: 'palloc0', kind: 'function' });
    expect(await databaseOfWorker()).toBe(compiled);
  });

  it('has no memory of its own, so nothing goes from one database to another', async () => {
    const memories = WebAssembly.Module.imports(await databaseOfWorker()).filter(({ kind }) => kind === 'memory');
    expect(memories).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
  });

  it('belongs to the worker and to no test file, which it would keep', async () =>
    expect(await databaseOfWorker()).not.toBeInstanceOf(WebAssembly.Module));
});
