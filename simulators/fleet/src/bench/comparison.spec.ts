import { describe, expect, it } from '@jest/globals';

import { benchFigures, comparisonText, inOrderOfRatio, type Pair } from './comparison.js';

function aPair(blockSize: number, bare: number, twinbank: number): Pair {
  const measured = { bytes: 1e9, seconds: 1, serverCpuSeconds: 1, clientCpuSeconds: 2, bytesPerDevice: 1000 };
  return {
    blockSize,
    bare: { ...measured, goodput: bare },
    twinbank: { ...measured, goodput: twinbank, updateSeconds: 10, rowsPerUpdate: 8, repeatedBlocks: 3 },
  };
}

describe('the comparison', () => {
  const four = inOrderOfRatio([aPair(4096, 100, 90), aPair(4096, 100, 50), aPair(4096, 200, 140)]);
  const sixteen = inOrderOfRatio([aPair(16_384, 300, 150), aPair(16_384, 300, 300)]);

  it('takes the pair with the median ratio, or the lower one of two', () => {
    expect(four.median.twinbank.goodput).toBe(140);
    expect(sixteen.median.twinbank.goodput).toBe(150);
  });

  it('gives ratios with their range, and rates for all devices', () => {
    expect(benchFigures(four, sixteen, 1000)).toMatchObject({
      ratio4k: 0.7,
      ratio16k: 0.5,
      ratio4kRange: [0.5, 0.9],
      ratio16kRange: [0.5, 1],
      updatesPerMinute: 6000,
      goodput: { bare4k: 200, twinbank4k: 140, bare16k: 300, twinbank16k: 150 },
    });
  });

  it('shows one row for each side at each block size', () => {
    const text = comparisonText([four, sixteen], benchFigures(four, sixteen, 1000));
    expect(text).toMatch(/4 KiB +Twinbank +140 B\/s +0\.70 +0\.50 to 0\.90/);
    expect(text).toMatch(/16 KiB +bare aedes +300 B\/s/);
    expect(text).toContain('3 at 4 KiB, 3 at 16 KiB');
  });
});
