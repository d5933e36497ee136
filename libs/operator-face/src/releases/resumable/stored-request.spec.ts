import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { FastifyRequest } from 'fastify';

import { PACKAGE_MEDIA_TYPE } from '@twinbank/package';
import { faultOf } from '@twinbank/protocol';

import { readPackage } from '../package-upload.js';
import { storedRequest } from './stored-request.js';

const LONG_MS = 10 * 60_000;
const stored = (bytes: AsyncIterable<Uint8Array>) =>
  storedRequest({} as FastifyRequest, PACKAGE_MEDIA_TYPE, { length: 3, bytes });

describe('a stored body that is read as a request', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('may come as slowly as its store is', async () => {
    const { request, broke } = stored(
      (async function* () {
        yield Uint8Array.of(1);
        await new Promise((resolve) => setTimeout(resolve, LONG_MS));
        yield Uint8Array.of(2, 3);
      })(),
    );
    const read = readPackage(request).catch((error: unknown) => error);
    // The stream begins to read in ticks that are not faked.
    for (let tick = 0; tick < 5; tick += 1) await new Promise((resolve) => setImmediate(resolve));
    await jest.advanceTimersByTimeAsync(LONG_MS);
    expect(await read).toEqual(Uint8Array.of(1, 2, 3));
    expect(broke()).toBeUndefined();
  });

  it('says what its store threw, which its reader takes for a sender that broke off', async () => {
    const error = new Error('EIO: i/o error');
    const { request, broke } = stored(
      (async function* () {
        yield await Promise.resolve(Uint8Array.of(1));
        throw error;
      })(),
    );
    await expect(readPackage(request)).rejects.toEqual(faultOf('upload_incomplete'));
    expect(broke()).toEqual({ error });
  });
});
