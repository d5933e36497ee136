import { describe, expect, it } from '@jest/globals';

import { reasonHeader } from '../../asking/reason.js';
import { effectOf, told } from './effects.js';
import { ordersOf, type Seen } from './orders.js';

const JOBS = {
  ...{ waiting: 1000, held: 20, offered: 4, running: 5, backoff: 3, soaking: 0 },
  ...{ succeeded: 100, failed: 1, rejected: 0, cancelled: 0, timed_out: 0, excluded: 7 },
};
const PLAN = { devices: 20, devicesMost: 22, waves: [5, 15], imageBytes: 1, bytes: 20 };
const DRAFT = { state: 'draft', waves: [], config: {}, plan: PLAN } as unknown as Seen;
const RUNNING = {
  ...{ ...DRAFT, state: 'running', jobs: JOBS },
  waves: [
    { wave: 0, jobs: JOBS },
    { wave: 1, gate: 'waiting', jobs: { ...JOBS, waiting: 12, held: 0, backoff: 0, offered: 0, running: 0 } },
  ],
} as unknown as Seen;
const SOAKING = { ...RUNNING, jobs: { ...JOBS, soaking: 2 } } as Seen;
const inState = (state: Seen['state'], seen = SOAKING): Seen => ({ ...seen, state });

describe('what an order says before it is given', () => {
  it('is to how many devices it does what', () => {
    expect(effectOf('start', DRAFT)[0]).toBe('20 devices would get a job; 5 devices in the first wave.');
    expect(effectOf('approve', DRAFT)[0]).toBe('It may be started for 20 devices, and up to 22 if the fleet grows.');
    const grouped = { ...DRAFT, plan: { ...DRAFT.plan!, groups: 'abc' } } as Seen;
    expect(effectOf('approve', grouped)).toContain(
      'It counts for whom its groups select now: with others it is not started.',
    );
    expect(effectOf('approve', DRAFT).join()).not.toContain('groups');
    expect(effectOf('open-gate', RUNNING)).toEqual(['Wave 2 begins: 12 devices.']);
    expect(effectOf('pause', RUNNING)).toEqual([
      '1,023 devices will not begin until it is resumed.',
      '9 devices under way will go on.',
    ]);
    expect(effectOf('stop', RUNNING)).toEqual([
      '1,027 devices that have not begun will not get the release by this campaign.',
      '5 devices at work will be asked to stop.',
      'A stopped campaign cannot be resumed.',
    ]);
    expect(effectOf('roll-back', RUNNING)[0]).toBe('It stops first, for good: 1,032 devices with an open job.');
  });

  it('is that it is taken no more, where the campaign is another by now, such as past the gate', () => {
    const open = { ...RUNNING, waves: [{ wave: 0 }, { wave: 1, gate: 'open' }] } as unknown as Seen;
    expect(told('open-gate', open)).toEqual({ effects: ['No wave waits at a gate any more.'], isReady: false });
    expect(told('start', RUNNING)).toEqual({
      effects: ['It is running now, and takes this order no more.'],
      isReady: false,
    });
    for (const seen of [DRAFT, RUNNING, inState('paused'), inState('starting'), inState('scheduled')])
      for (const order of ordersOf(seen))
        expect(told(order, seen)).toEqual({ effects: effectOf(order, seen), isReady: true });
  });

  it('never has a count that is not known', () => {
    const unknown = { ...DRAFT, plan: undefined } as unknown as Seen;
    const gate = { ...RUNNING, waves: [{ wave: 1, gate: 'waiting' }] } as unknown as Seen;
    const texts = [effectOf('start', unknown), effectOf('approve', unknown), effectOf('open-gate', gate)].flat();
    expect(texts.filter((text) => /\d+ device/.test(text))).toEqual([]);
  });

  it('has times as people read them, with their zone', () => {
    const config = { schedule: { startAt: '2026-12-01T02:00:00+01:00' } } as Seen['config'];
    const text = effectOf('start', { ...DRAFT, config })[1]!;
    expect(text).toContain('Dec 2026');
    expect(text).not.toContain('T02:00');
  });

  it('says of devices that are watched that they are', () => {
    expect(effectOf('pause', SOAKING)[2]).toBe('2 devices with the release will be watched on.');
    expect(effectOf('stop', SOAKING)[2]).toBe('2 devices with the release will be watched to the end.');
    expect(effectOf('roll-back', SOAKING)[1]).toContain('102 devices with the release');
  });

  it('says of a roll-back who goes where, and who stays, where that was counted', () => {
    const to = [
      { version: '1.0.0', devices: 3, held: 0 },
      { version: '1.1.0', devices: 1200, held: 1100 },
    ];
    expect(effectOf('roll-back', RUNNING, { ordered: false, devices: 1203, staying: 1, to }).slice(1, 3)).toEqual([
      '1,203 devices that run the release now go back, as far as they can: 3 to 1.0.0, 1,200 to 1.1.0 (1,100 without a download).',
      '1 device with the release stays: what it ran before is not there as an available release.',
    ]);
    const nobody = effectOf('roll-back', RUNNING, { ordered: false, devices: 0, staying: 0, to: [] });
    expect([nobody[1], nobody.length]).toEqual([expect.stringContaining('No device that runs the release now'), 3]);
  });

  it('is about the state in which the campaign is', () => {
    expect(effectOf('stop', inState('scheduled'))[0]).toBe('It never begins. No device has been asked.');
    expect(effectOf('pause', inState('starting'))[0]).toContain('being looked at');
    expect(effectOf('stop', inState('starting'))[0]).toContain('being looked at');
    expect(effectOf('roll-back', inState('stopping'))[0]).toContain('stopping already: 1,034 devices');
    const over = { ...SOAKING, jobs: { ...JOBS, waiting: 0, held: 0, offered: 0, running: 0, backoff: 0 } };
    expect(effectOf('roll-back', inState('finished', over)).at(-1)).toContain('at once');
  });

  it('is said of every order in every state that takes it', () => {
    const states = ['draft', 'scheduled', 'starting', 'running', 'paused', 'stopping', 'stopped', 'finished'] as const;
    const said = states.flatMap((state) => ordersOf(inState(state)).map((order) => effectOf(order, inState(state))));
    expect(said.length).toBeGreaterThan(12);
    expect(said.filter((sentences) => sentences.length === 0 || /undefined|NaN/.test(sentences.join()))).toEqual([]);
  });
});

describe('a reason', () => {
  it('is carried as the server reads it, also with signs that headers cannot have', () => {
    expect(reasonHeader("Ann’s (bad) release*'")).toEqual({
      'Twinbank-Reason': "UTF-8''Ann%E2%80%99s%20%28bad%29%20release%2A%27",
    });
    expect(reasonHeader('  ')).toEqual({});
  });
});
