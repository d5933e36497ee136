import { describe, expect, it } from '@jest/globals';

import { LINE_CASES } from './line-cases.js';
import type { LineMeasurement } from './line-run.js';
import { isMissed, linesText } from './lines.js';

const line = LINE_CASES.find(({ lose }) => lose > 0)!;
const measured = (changes: Partial<LineMeasurement> = {}): LineMeasurement => ({
  ...{ line, imageBytes: 66_624, sent: 1.052, sentMost: 1.18, inVain: 0, carried: 1.11 },
  ...{ seconds: 92.1, share: 0.9, disconnects: 0 },
  ...changes,
});

describe('the bench of lines', () => {
  it('says how much was sent for what was needed, and whether the target was met', () => {
    const text = linesText([measured(), measured({ sent: 1.2, disconnects: 3 })]);
    const [, , first, second] = text.split('\n');
    expect(first).toMatch(/800 B\/s +3 s +5 % +40 +66\.6 KB +× 1\.052 .* × 1\.1 +held/);
    expect(second).toMatch(/× 1\.200 .*missed, 3 connections broke/);
  });

  it('counts a broken connection, and blocks sent above the target, as missed', () => {
    expect([measured(), measured({ sent: 1.1001 }), measured({ disconnects: 1 })].map(isMissed)).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('covers the slow lines of the first field test, with and without loss', () => {
    const shapes = LINE_CASES.map(({ shape, target }) => `${shape.bytesPerS}:${shape.roundTripMs} ${target}`);
    expect(shapes).toEqual(
      expect.arrayContaining(['800:3000 1.1', '2500:1400 1.02', '2500:1400 1.1', '20000:3000 1.1', '1000000:30 1.02']),
    );
  });
});
