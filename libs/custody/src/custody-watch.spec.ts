import { beforeEach, describe, expect, it } from '@jest/globals';

import { faultOf, type FaultCode } from '@twinbank/protocol';

import { CustodyWatch } from './custody-watch.js';

const REFUSED = ['key_token_pin_wrong', 'key_token_locked'] as const;

describe('the watch over a token', () => {
  let fault: FaultCode | undefined;
  let checks: number;
  let held: Promise<void> | undefined;
  let changes: (string | undefined)[];
  let tick: (() => void) | undefined;
  let watch: CustodyWatch;
  beforeEach(() => {
    [fault, checks, held, changes, tick] = [undefined, 0, undefined, [], undefined];
    watch = new CustodyWatch({
      custody: {
        check: async () => {
          checks++;
          await held;
          if (fault) throw faultOf(fault);
        },
      },
      onChange: (found) => changes.push(found?.code),
      every: (ms, look) => {
        expect(ms).toBe(60_000);
        tick = look;
        return () => (tick = undefined);
      },
    });
  });

  it('says once that the token is gone, and once that it is back', async () => {
    await watch.look();
    expect([watch.standing(), changes]).toEqual([undefined, []]);
    fault = 'key_token_away';
    await watch.look();
    await watch.look();
    expect([watch.standing(), changes]).toEqual(['key_token_away', ['key_token_away']]);
    fault = undefined;
    await watch.look();
    expect([watch.standing(), changes]).toEqual([undefined, ['key_token_away', undefined]]);
  });

  it.each(REFUSED)('after %s tries the PIN no more: the next try may be the last', async (code) => {
    fault = code;
    await watch.look();
    expect(tick).toBeUndefined();
    fault = undefined;
    await watch.look();
    expect([checks, watch.standing()]).toEqual([1, code]);
  });

  it('has one look at a time, however often the clock strikes while a token hangs', async () => {
    let answer!: () => void;
    held = new Promise((resolve) => (answer = resolve));
    tick!();
    tick!();
    const last = watch.look();
    expect(checks).toBe(1);
    answer();
    await last;
    await watch.look();
    expect(checks).toBe(2);
  });

  it('ends with the server: a look that hangs is given up, says nothing, and no other one begins', async () => {
    const given: string[] = [];
    const hanging = new CustodyWatch({
      custody: {
        check: (signal) =>
          new Promise((_resolve, reject) =>
            signal!.addEventListener('abort', () => {
              given.push('up');
              reject(faultOf('key_token_silent'));
            }),
          ),
      },
      onChange: (found) => changes.push(found?.code),
      every: () => () => given.push('no more'),
    });
    const looking = hanging.look();
    await hanging.stop();
    await looking;
    await hanging.look();
    expect([given, changes, hanging.standing()]).toEqual([['no more', 'up'], [], undefined]);
  });

  it('takes what is no fault for a bug, and goes on', async () => {
    const broken = new CustodyWatch({
      custody: { check: () => Promise.reject(new Error('odd')) },
      onChange: (found) => changes.push(found?.code),
      every: () => () => undefined,
    });
    await broken.look();
    expect([broken.standing(), changes]).toEqual(['internal', ['internal']]);
  });
});
