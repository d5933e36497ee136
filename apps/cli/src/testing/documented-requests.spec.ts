import { describe, expect, it } from '@jest/globals';

import { documentedOnly } from './run-in-memory.js';

const PATH = '/api/v1/devices/bulk/dispose-selected';
const ORDER = { filter: 'tags==old', confirm: 3, reason: 'site closed' };

describe('a request to a server in memory', () => {
  /** What a command is answered by a test that takes everything. */
  const answered = async (path: string, method = 'GET', body?: object | Blob): Promise<number> => {
    const sent = body instanceof Blob ? body : JSON.stringify(body);
    const headers = { 'content-type': body instanceof Blob ? 'application/octet-stream' : 'application/json' };
    const request = new Request(`https://twinbank.example${path}`, { method, ...(body && { headers, body: sent }) });
    return (await documentedOnly(async () => Response.json({}))(request)).status;
  };

  it('is answered by the test if the document has it', async () => {
    expect(await answered('/api/v1/devices?limit=2')).toBe(200);
    expect(await answered(PATH, 'POST', ORDER)).toBe(200);
    expect(await answered('/elsewhere', 'POST', { any: 1 })).toBe(200);
  });

  it.each<[string, string, string, object | Blob | undefined]>([
    ['an address', '/api/v1/devices/bulk/dispose-all', 'POST', ORDER],
    ['a method', PATH, 'PUT', ORDER],
    ['a parameter', '/api/v1/devices?colour=red', 'GET', undefined],
    ['a field', PATH, 'POST', { ...ORDER, all: true }],
    ['a body', '/api/v1/campaigns/3/pause', 'POST', new Blob(['x'])],
  ])('is refused for %s that the document does not have', async (_, path, method, body) => {
    expect(await answered(path, method, body)).toBe(400);
  });

  it('is refused without a field or a body that is needed', async () => {
    expect(await answered(PATH, 'POST', { filter: 'tags==old' })).toBe(400);
    expect(await answered(PATH, 'POST')).toBe(400);
  });
});
