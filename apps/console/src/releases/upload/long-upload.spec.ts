import { describe, expect, it } from '@jest/globals';

import { LongUpload, UploadCancelled, type Going, type Stand, type UploadWay } from './long-upload.js';

const LENGTH = 1000;
const LOST = new Error('the connection was lost');
const REFUSED = new Error('the image cannot start');

/** A server that keeps what it gets, over a line that passes so many bytes each time. */
class Line {
  has = 0;
  asked: string[] = [];
  waits: number[] = [];
  /** What happens after so many bytes of each request that brings some; then all pass. */
  cuts: { readonly bytes: number; readonly then: Error | (() => void) }[] = [];
  release: string | undefined;
  goings: Going[] = [];

  readonly way: UploadWay<string> = {
    begin: async () => this.say('begin'),
    stand: async () => this.say('stand'),
    became: async (version) => (this.asked.push('became'), version),
    remove: async () => void this.asked.push('remove'),
    rest: ({ offset }, onSent) => {
      this.asked.push(`rest ${offset}`);
      expect(offset).toBe(this.has);
      let fail: (error: Error) => void = () => undefined;
      const done = new Promise<string>((resolve, reject) => {
        fail = reject;
        const cut = this.cuts.shift();
        this.has = cut ? Math.min(LENGTH, offset + cut.bytes) : LENGTH;
        onSent(this.has - offset);
        if (!cut) resolve('1.0.0');
        else if (typeof cut.then === 'function') queueMicrotask(cut.then);
        else reject(cut.then);
      });
      return { done, abort: () => fail(new Error('aborted')) };
    },
    sleep: async (ms) => void this.waits.push(ms),
    isPassing: (error) => error === LOST,
  };

  private say(what: string): Stand {
    this.asked.push(what);
    return { id: 'u', offset: this.has, ...(this.release !== undefined && { release: this.release }) };
  }

  begin(): LongUpload<string> {
    return new LongUpload(this.way, (going) => this.goings.push(going));
  }
}

describe('a long upload', () => {
  it('goes on behind what the server has, each time that its connection is lost', async () => {
    const line = new Line();
    line.cuts = [300, 0, 0, 200].map((bytes) => ({ bytes, then: LOST }));
    await expect(line.begin().done).resolves.toBe('1.0.0');
    expect(line.asked.filter((one) => one.startsWith('rest'))).toEqual(
      [0, 300, 300, 300, 500].map((offset) => `rest ${offset}`),
    );
    expect(line.waits).toEqual([1000, 1000, 2000, 4000]);
    expect([line.goings[1], line.goings[2]]).toEqual([
      { sent: 300, state: 'sending' },
      { sent: 300, state: 'waiting' },
    ]);
    expect(line.goings.at(-1)).toEqual({ sent: LENGTH, state: 'sending' });
  });

  it('pauses, and sends nothing until somebody resumes', async () => {
    const line = new Line();
    const upload = line.begin();
    line.cuts = [{ bytes: 400, then: () => upload.pause() }];
    await settled();
    expect([line.asked, line.goings.at(-1)]).toEqual([['begin', 'rest 0'], { sent: 400, state: 'paused' }]);
    upload.resume();
    await expect(upload.done).resolves.toBe('1.0.0');
    expect([line.asked.slice(2), line.waits]).toEqual([['stand', 'rest 400'], []]);
  });

  it('is removed where somebody cancels it, also while it pauses', async () => {
    for (const isPaused of [false, true]) {
      const line = new Line();
      const upload = line.begin();
      line.cuts = [{ bytes: 400, then: () => (isPaused ? upload.pause() : upload.cancel()) }];
      const ended = expect(upload.done).rejects.toBeInstanceOf(UploadCancelled);
      await settled();
      upload.cancel();
      await ended;
      expect(line.asked).toEqual(['begin', 'rest 0', 'remove']);
    }
  });

  it('ends with what the server refuses, or is lost where it stays away', async () => {
    const refused = new Line();
    refused.cuts = [{ bytes: LENGTH, then: REFUSED }];
    await expect(refused.begin().done).rejects.toBe(REFUSED);
    const away = new Line();
    away.cuts = Array.from({ length: 20 }, () => ({ bytes: 0, then: LOST }));
    await expect(away.begin().done).rejects.toBe(LOST);
    expect(away.waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it('whose last answer was lost is the release that it became', async () => {
    const line = new Line();
    const upload = line.begin();
    const becomes = (): void => {
      line.release = '1.0.0';
      upload.pause();
      upload.resume();
    };
    line.cuts = [{ bytes: LENGTH, then: becomes }];
    await expect(upload.done).resolves.toBe('1.0.0');
    expect(line.asked.at(-1)).toBe('became');
  });
});

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};
