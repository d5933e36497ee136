import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { seededRng } from '@twinbank/primitives';

import { DEFAULT_TRANSFER } from '../agent-config.js';
import { transferOver, type LineOutcome, type LineTerms } from '../testing/modelled-line.js';

/**
 * So many blocks that the losses come near to their mean, and that the first round trips, which measure the line, weigh
 * little.
 */
const BLOCKS = 400;
const LINES_FULL = 30;
const KIB = 1024;

function run(terms: Partial<LineTerms>, seed = 1): LineOutcome {
  const line = { bytesPerS: 2500, roundTripMs: 1400, loss: 0, blocks: BLOCKS, blockSize: 4 * KIB, ...terms };
  return transferOver(line, DEFAULT_TRANSFER, seededRng(`slow line ${seed}`));
}

const imageFor = ({
  bytesPerS,
  roundTripMs,
  blockSize,
}: {
  bytesPerS: number;
  roundTripMs: number;
  blockSize: number;
}): number => Math.min(2048, Math.max(BLOCKS, Math.ceil((LINES_FULL * bytesPerS * roundTripMs) / 1000 / blockSize)));

/** Share of blocks that were sent without need: they were neither needed nor replaced a lost one. */
const wasted = ({ sent, lost }: LineOutcome): number => sent - 1 - lost;

const GRID = [800, 2500, 20_000].flatMap((bytesPerS) =>
  [20, 600, 1400, 3000].flatMap((roundTripMs) =>
    [1, 2, 4, 8, 16].map((kib) => ({ bytesPerS, roundTripMs, kib, blockSize: kib * KIB })),
  ),
);

describe('a download over a slow line', () => {
  it.each(GRID)('moves nothing twice: $bytesPerS bytes/s, $roundTripMs ms, $kib KiB', (terms) => {
    const outcome = run({ ...terms, blocks: imageFor(terms) });
    expect(outcome.sent).toBe(1);
    expect(outcome.share).toBeGreaterThan(0.85);
  });

  it.each(GRID)('moves what was lost once more, 5 %% of it: $bytesPerS bytes/s, $roundTripMs ms, $kib KiB', (terms) => {
    const outcome = run({ ...terms, blocks: imageFor(terms), loss: 0.05 });
    expect(outcome.sent).toBeLessThan(1.1);
    expect(wasted(outcome)).toBeLessThan(0.01);
    expect(outcome.share).toBeGreaterThan(0.8 * 0.95);
  });

  it('keeps no more on its way than the line holds, and one block that waits', () => {
    expect(run({ bytesPerS: 800, roundTripMs: 600 }).mostOnTheWay).toBe(2);
    expect(run({}).mostOnTheWay).toBeLessThanOrEqual(4);
    expect(run({ bytesPerS: 20_000, roundTripMs: 3000 }).mostOnTheWay).toBeLessThanOrEqual(24);
  });

  it('fills a fast line within a few round trips', () => {
    const outcome = run({ bytesPerS: 1_000_000, roundTripMs: 100 });
    expect(outcome.sent).toBe(1);
    expect(outcome.share).toBeGreaterThan(0.7);
    expect(outcome.wants).toBeLessThan(BLOCKS / 4);
  });

  it('asks for nothing twice, whatever line it is and whatever the handshake tells', () => {
    fc.assert(
      fc.property(
        fc.record({
          bytesPerS: fc.integer({ min: 800, max: 1_000_000 }),
          roundTripMs: fc.integer({ min: 1, max: 3000 }),
          blockSize: fc.constantFrom(1024, 2048, 4096, 8192, 16_384),
          blocks: fc.integer({ min: 1, max: 200 }),
          handshake: fc.boolean(),
        }),
        (terms) => expect(run(terms).sent).toBe(1),
      ),
      { numRuns: 100 },
    );
  });

  it('loses little where the line becomes ten times slower in the middle', () => {
    const outcome = run({ bytesPerS: 20_000, change: { atUs: 30e6, bytesPerS: 2000 }, blocks: 300 });
    expect(outcome.sent).toBeLessThan(1.02);
  });

  it('loses little where the server takes its time, a second or ten, for every want', () => {
    const rng = seededRng('a busy server');
    const outcome = run({ bytesPerS: 1_000_000, roundTripMs: 20, serverUs: () => (1 + rng.below(10)) * 1e6 });
    expect(outcome.sent).toBeLessThan(1.03);
  });
});
