import { plainText } from '../output/plain-text.js';
import { endedOf, type Standing } from './standing.js';

const BAR = 30;

/** A standing as lines for a terminal, none longer than it is wide: a line that wraps could not be drawn over. */
export function pictureOf(standing: Standing, columns: number): readonly string[] {
  const { campaign, name, product, release, state, pauseReason, wave, waves, total, jobs } = standing;
  const { ended, failed } = endedOf(standing);
  const share = total === 0 ? 0 : ended / total;
  const full = Math.floor(share * BAR);
  const why = pauseReason === undefined ? '' : ` (${pauseReason})`;
  const lines = [
    `campaign ${campaign} ${name}: ${product} ${release}`,
    `${state}${why}, wave ${Math.min(wave + 1, Math.max(waves, 1))} of ${waves}`,
    `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${Math.floor(share * 100)} %, ${ended} of ${total} ended, ${failed} failed`,
    Object.entries(jobs)
      .map(([one, count]) => `${one} ${count}`)
      .join('  '),
  ];
  return lines.map((line) => [...plainText(line)].slice(0, Math.max(columns - 1, 20)).join(''));
}

/** What draws lines over those that were drawn before. */
export const drawnOver = (before: number, lines: readonly string[]): string =>
  `${before === 0 ? '' : `\u001b[${before}A\u001b[J`}${lines.map((line) => `${line}\n`).join('')}`;
