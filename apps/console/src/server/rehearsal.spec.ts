import { beforeEach, describe, expect, it } from '@jest/globals';

import { NotSent, Rehearsal } from './rehearsal.js';

const SERVER = 'http://127.0.0.1:8080';

describe('an order that is looked at', () => {
  let rehearsal: Rehearsal;
  let sent: string[];
  beforeEach(() => {
    rehearsal = new Rehearsal();
    sent = [];
  });
  /** As orders are sent: after the rehearsal had the chance to take them. */
  const send = async (path: string, body: object): Promise<void> => {
    await Promise.resolve();
    const headers = { 'content-type': 'application/json', 'If-Match': '"a.1"' };
    rehearsal.take(new Request(SERVER + path, { method: 'PATCH', body: JSON.stringify(body), headers }));
    sent.push(path);
  };

  it('says what it would send, and sends nothing', async () => {
    expect(await rehearsal.of(() => send('/api/v1/x?force=true', { name: 'pump' }))).toEqual({
      method: 'PATCH',
      path: '/api/v1/x?force=true',
      headers: { 'content-type': 'application/json', 'if-match': '"a.1"' },
      body: '{"name":"pump"}',
    });
    expect(sent).toEqual([]);
  });

  it('ends at its first request, and does nothing that would follow the answer', async () => {
    let wentOn = false;
    const said = await rehearsal.of(async () => {
      await send('/first', {});
      wentOn = true;
      await send('/second', {});
    });
    expect([said?.path, wentOn, sent]).toEqual(['/first', false, []]);
  });

  it('says nothing where it would send nothing', async () =>
    expect(await rehearsal.of(() => Promise.reject(new Error('no role was chosen')))).toBeUndefined());

  it('is over before one is sent that is meant', async () => {
    let goOn = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (goOn = resolve));
    const looked = rehearsal.of(async () => {
      await waiting;
      await send('/looked-at', {});
    });
    await Promise.resolve();
    await expect(send('/early', {})).rejects.toThrow(NotSent);
    const meant = rehearsal.ended().then(() => send('/meant', {}));
    goOn();
    await Promise.all([looked, meant]);
    expect(sent).toEqual(['/meant']);
  });
});
