import { describe, expect, it } from '@jest/globals';

import { endWithReader, READER_GONE_EXIT } from './reader-gone.js';

type Listener = (error: Error & { code?: string }) => void;

/** A program that notes what is done to it. */
function aProgram(cleansUp = false) {
  const done: unknown[] = [];
  const listeners: Record<string, Listener> = {};
  const output = (name: string) => ({ on: (_event: 'error', listener: Listener) => void (listeners[name] = listener) });
  endWithReader({
    ...{ stdout: output('stdout'), stderr: output('stderr'), pid: 7 },
    listenerCount: () => (cleansUp ? 1 : 0),
    kill: (pid, signal) => done.push([pid, signal]),
    exit: (code) => void done.push(code),
  });
  const fail = (name: string, code: string): void => listeners[name]!(Object.assign(new Error(code), { code }));
  return { done, fail };
}

describe('a program whose reader has gone', () => {
  it('ends as one that SIGPIPE ends, once', () => {
    const { done, fail } = aProgram();
    fail('stdout', 'EPIPE');
    fail('stdout', 'EPIPE');
    fail('stdout', 'ERR_STREAM_DESTROYED');
    expect(done).toEqual([READER_GONE_EXIT]);
  });

  it('cleans up as at SIGTERM, if it does', () => {
    const { done, fail } = aProgram(true);
    fail('stdout', 'EPIPE');
    expect(done).toEqual([[7, 'SIGTERM']]);
  });

  it('goes on where only what it says beside is not read', () => {
    const { done, fail } = aProgram();
    fail('stderr', 'EPIPE');
    expect(done).toEqual([]);
  });

  it('does not hide that output is lost for another reason', () => {
    const { done, fail } = aProgram();
    expect(() => fail('stdout', 'ENOSPC')).toThrow('ENOSPC');
    expect(() => fail('stderr', 'EIO')).toThrow('EIO');
    expect(done).toEqual([]);
  });
});
