import { describe, expect, it } from '@jest/globals';

import { formatServerSentEvent, SSE_HEARTBEAT } from './server-sent-events.js';

describe('a server-sent event', () => {
  it('is one block, with an id if it can be asked for again', () => {
    expect(formatServerSentEvent({ id: '7', event: 'done', data: { a: 1 } })).toBe(
      'id: 7\nevent: done\ndata: {"a":1}\n\n',
    );
    expect(formatServerSentEvent({ event: 'done', data: {} })).toBe('event: done\ndata: {}\n\n');
  });

  it('stays one block whatever its data contains', () => {
    const block = formatServerSentEvent({ event: 'x', data: { text: 'a\n\nevent: forged\r\n' } });
    expect(block.split('\n\n')).toHaveLength(2);
  });

  it('has a heartbeat that is not an event', () => {
    expect(SSE_HEARTBEAT).toMatch(/^:.*\n\n$/);
  });
});
