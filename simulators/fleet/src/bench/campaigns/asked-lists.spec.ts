import { afterEach, describe, expect, it, jest } from '@jest/globals';

import { answerTimes, askedLists, type AskedList } from './asked-lists.js';

const SERVER = { server: 'http://127.0.0.1:1', token: 'token' };
const LIST: AskedList = { what: 'list', path: 'devices?limit=50' };

/** Every answer is this one. */
const answering = (body: unknown) =>
  jest.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response(JSON.stringify(body))));

describe('lists that are asked for', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('are measured if they have items, without the first quarter', async () => {
    const asked = answering({ items: [{ id: 'pump-0001' }] });
    expect(await answerTimes(SERVER, LIST, 8)).toHaveLength(8);
    expect(asked).toHaveBeenCalledTimes(10);
    expect(asked.mock.calls[0]?.[0]).toBe('http://127.0.0.1:1/api/v1/devices?limit=50');
  });

  it.each([{ items: [] }, {}])('are not measured if nothing matches: %j', async (body) => {
    answering(body);
    await expect(answerTimes(SERVER, LIST, 8)).rejects.toThrow('devices?limit=50: no items, so nothing was measured');
    expect(await answerTimes(SERVER, { ...LIST, none: true }, 8)).toHaveLength(8);
  });

  it('are not measured if something matches where nothing should', async () => {
    answering({ items: [{ id: 'pump-0001' }] });
    await expect(answerTimes(SERVER, { ...LIST, none: true }, 8)).rejects.toThrow(
      'devices?limit=50: 1 items, and none was expected',
    );
  });

  it('say in their name if none matches', () => {
    const lists = askedLists('fleet', 1, ['pump-0001']);
    const empty = lists.filter(({ none }) => none).map(({ what }) => what);
    expect(empty).toEqual(['filter devices by a version that none has', 'filter jobs by a state that none has']);
    // Devices that never connected run no version.
    expect(lists.filter(({ path }) => path.includes('version')).map(({ what }) => what)).toEqual([empty[0]]);
  });
});
