import { describe, expect, it } from '@jest/globals';

import { eventReader, WAITING_MAX } from './sse.js';

const STREAM =
  ': still here\n\nid: 7\nevent: job_failed\ndata: {"a":1}\n\nevent: job_progress\r\ndata:{}\r\n\r\ndata: 1\ndata: 2\n\n';

describe('a stream of server-sent events', () => {
  it('is read the same in one piece and cut anywhere', () => {
    const whole = eventReader()(STREAM);
    expect(whole).toEqual([
      { kind: 'job_failed', data: '{"a":1}' },
      { kind: 'job_progress', data: '{}' },
      { kind: 'message', data: '1\n2' },
    ]);
    for (const size of [1, 2, 3, 7]) {
      const read = eventReader();
      const pieces = STREAM.match(new RegExp(`[^]{1,${size}}`, 'g'))!;
      expect(pieces.flatMap(read)).toEqual(whole);
    }
  });

  it('is broken off where an event does not end', () => {
    const read = eventReader();
    read(`data: ${'x'.repeat(WAITING_MAX - 6)}`);
    expect(() => read('x')).toThrow(RangeError);
  });
});
