import { describe, expect, it } from '@jest/globals';
import { Cron } from 'croner';
import fc from 'fast-check';

import { CRON_LENGTH_MAX, readCron } from './cron.js';
import { nextStartMs, type LocalStarts } from './local-starts.js';

const startsOf = (text: string): LocalStarts => {
  const reading = readCron(text);
  if ('problem' in reading) throw new Error(reading.problem);
  return reading.starts;
};
const problemOf = (text: unknown): string => {
  const reading = readCron(text);
  return 'problem' in reading ? reading.problem : '';
};
/** The first starts after a local time, as ISO texts to the minute. */
function firstStarts(text: string, after: string, count: number): string[] {
  const found: string[] = [];
  let atMs: number | undefined = Date.parse(`${after}Z`);
  while (found.length < count) {
    atMs = nextStartMs(startsOf(text), atMs, { days: 8 * 366 });
    if (atMs === undefined) break;
    found.push(new Date(atMs).toISOString().slice(0, 16));
  }
  return found;
}

describe('a cron expression', () => {
  it('starts at each minute that all its fields name', () => {
    expect(firstStarts('30 2 * * *', '2026-11-27T02:30', 2)).toEqual(['2026-11-28T02:30', '2026-11-29T02:30']);
    expect(firstStarts('30 2 * * *', '2026-11-27T02:29', 1)).toEqual(['2026-11-27T02:30']);
    expect(firstStarts('0,15 1-2 1 */6 *', '2026-12-31T00:00', 6)).toEqual([
      '2027-01-01T01:00',
      '2027-01-01T01:15',
      '2027-01-01T02:00',
      '2027-01-01T02:15',
      '2027-07-01T01:00',
      '2027-07-01T01:15',
    ]);
    expect(firstStarts('0 0 29 2 *', '2096-03-01T00:00', 1)).toEqual(['2104-02-29T00:00']);
  });

  it('knows names of months and days, in any case, and Sunday by 0, 7 and name', () => {
    expect(startsOf('0 0 * Jan-MAR,dec mon-FRI')).toEqual(startsOf('0 0 * 1,2,3,12 1-5'));
    expect(startsOf('0 0 * * sun')).toEqual(startsOf('0 0 * * 0'));
    expect(startsOf('0 0 * * 7').weekdays).toEqual(new Set([0]));
    expect([...startsOf('0 0 * * fri-sun').weekdays]).toEqual([5, 6, 0]);
    expect([...startsOf('0 0 * * 5-7').weekdays]).toEqual([5, 6, 0]);
    expect([...startsOf('0 0 * * sun-tue').weekdays]).toEqual([0, 1, 2]);
    expect([...startsOf('0 0 * * sun-sun').weekdays]).toEqual([0]);
    expect([...startsOf('0 0 * * */2').weekdays]).toEqual([0, 2, 4, 6]);
    expect([...startsOf('0 0 * * *').weekdays]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([...startsOf('0 0 * dec *').months]).toEqual([12]);
  });

  it('steps through a range from its beginning', () => {
    expect(startsOf('*/20 1 * * *').minutes).toEqual([60, 80, 100]);
    expect(startsOf('10-50/20 1 * * *').minutes).toEqual([70, 90, 110]);
    expect(startsOf('50,10,10 2,1 * * *').minutes).toEqual([70, 110, 130, 170]);
    expect(startsOf('59 23 * * *').minutes).toEqual([1439]);
    expect([...startsOf('0 0 1,31 * *').days]).toEqual([1, 31]);
  });

  it('takes a day of the month or of the week where both are named, and both where one begins with *', () => {
    // crontab(5): "30 4 1,15 * 5" runs on the 1st and 15th of each month, plus every Friday.
    expect(firstStarts('30 4 1,15 * 5', '2026-11-27T05:00', 3)).toEqual([
      '2026-12-01T04:30',
      '2026-12-04T04:30',
      '2026-12-11T04:30',
    ]);
    expect(firstStarts('0 0 */2 * 1', '2026-11-01T00:00', 2)).toEqual(['2026-11-09T00:00', '2026-11-23T00:00']);
    expect(firstStarts('0 0 13 * */5', '2026-11-01T00:00', 1)).toEqual(['2026-11-13T00:00']);
  });

  it.each([
    [undefined, `is a text of at most ${CRON_LENGTH_MAX} characters`],
    ['0'.repeat(CRON_LENGTH_MAX + 1), `is a text of at most ${CRON_LENGTH_MAX} characters`],
    ['', 'has five fields: minute, hour, day of the month, month, day of the week'],
    ['0 2 * *', 'has five fields: minute, hour, day of the month, month, day of the week'],
    ['0 0 2 * * *', 'has five fields: minute, hour, day of the month, month, day of the week'],
    ['@daily', 'has five fields: minute, hour, day of the month, month, day of the week'],
    [
      '60 2 * * *',
      'cannot be read at its minute, "60": values are 0 to 59, a range rises, a step is 1 or more and follows * or a range',
    ],
    [
      '0 2 * 13 *',
      'cannot be read at its month, "13": values are 1 to 12 or jan, …, a range rises, a step is 1 or more and follows * or a range',
    ],
    [
      '0 2 * * 8',
      'cannot be read at its day of the week, "8": values are 0 to 7 or sun, …, a range rises, a step is 1 or more and follows * or a range',
    ],
  ])('%p is refused with a reason', (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  it.each([
    ...['-1 0 * * *', '1- 0 * * *', '1--2 0 * * *', '30-10 0 * * *', '*/0 0 * * *', '1/5 0 * * *', '*/ 0 * * *'],
    ...['1, 0 * * *', ',1 0 * * *', '1.5 0 * * *', '1e1 0 * * *', '0x1 0 * * *', '000 0 * * *', '+1 0 * * *'],
    ...['0 24 * * *', '0 0 0 * *', '0 0 32 * *', '0 0 L * *', '0 0 15W * *', '0 0 ? * *', '0 0 * 0 *', '0 0 * foo *'],
    ...[
      '0 0 * * mon#2',
      '0 0 * * fri-mon',
      '0 0 * jan-1x *',
      '0 0 mon * *',
      'jan 0 * * *',
      '*-5 0 * * *',
      '*/100 0 * * *',
    ],
    ...[
      '0 0 * * 6-sun-mon',
      '0 0 * * 5-sun/0',
      '0 0 x-2 * *',
      '0 0 2-x * *',
      '0 0 * nov-oct *',
      '** 0 * * *',
      '*1 0 * * *',
    ],
  ])('%p is refused', (text) => {
    expect(problemOf(text)).toMatch(/^cannot be read at its /);
  });

  it('is refused if it can never come', () => {
    for (const text of ['0 0 30 2 *', '0 0 31 4,6,9,11 *', '0 0 31 2 */2', '0 0 30,31 feb *'])
      expect(problemOf(text)).toBe('names a day that none of its months has');
    for (const text of ['0 0 29 2 *', '0 0 31 4,5 *', '0 0 30 2 1', '0 0 31 12 *', '0 0 30 4 *'])
      expect(problemOf(text)).toBe('');
  });

  it('may have the longest list of all minutes, tabs, and spaces around it', () => {
    const minutes = Array.from({ length: 60 }, (_, minute) => minute).join(',');
    expect(startsOf(` ${minutes}\t0  * * * `).minutes.length).toBe(60);
  });

  it('starts when another implementation says so, where no clock changes', () => {
    const part = (min: number, max: number): fc.Arbitrary<string> => {
      const value = fc.integer({ min, max });
      const range = fc.tuple(value, value).map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`);
      const stepped = fc.tuple(range, fc.integer({ min: 1, max: 6 })).map(([from, step]) => `${from}/${step}`);
      return fc
        .array(fc.oneof(value.map(String), range, stepped), { minLength: 1, maxLength: 3 })
        .map((all) => all.join(','));
    };
    const field = (min: number, max: number): fc.Arbitrary<string> => fc.oneof(fc.constant('*'), part(min, max));
    const steps = fc.oneof(
      field(0, 59),
      fc.integer({ min: 1, max: 59 }).map((step) => `*/${step}`),
    );
    const expression = fc
      .tuple(steps, field(0, 23), field(1, 28), field(1, 12), field(0, 6))
      .map((fields) => fields.join(' '));
    fc.assert(
      fc.property(expression, fc.integer({ min: 0, max: 2 ** 32 }), (text, seconds) => {
        const afterMs = seconds * 1000;
        const theirs = new Cron(text, { timezone: 'UTC' }).nextRun(new Date(afterMs));
        const ours = nextStartMs(startsOf(text), afterMs, { days: 8 * 366 });
        expect(ours).toBe(theirs?.getTime());
      }),
      { numRuns: 300 },
    );
  });
});
