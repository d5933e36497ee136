import type { ChildProcess } from 'node:child_process';

import { countText } from '../../outcome/figures.js';
import type { Figure } from './campaign-figures.js';
import type { Decided, DecideOrder } from './decide-often.js';

const DECISIONS = 200;
/** A decision about the largest fleet may take so many times as long as one about the smallest: the rest is noise. */
const GROWTH_MAX = 2;

/** A server that was started with the probe. */
export type DecidingServer = Pick<ChildProcess, 'send' | 'on' | 'off'>;

/**
 * What one decision costs about campaigns of each size; and by how much it grows from the smallest to the largest, if there is
 * more than one. A first round about every size does not count: while code is compiled, the size that comes first seems dear.
 *
 * @param campaigns their numbers by how many devices they have, smallest first
 * @throws Error if the server does not decide, ends, or cannot be told
 */
export async function decisions(
  child: DecidingServer,
  campaigns: ReadonlyMap<number, number>,
): Promise<readonly Figure[]> {
  for (const campaign of campaigns.values()) await decidedMs(child, campaign);
  const medians: number[] = [];
  const figures: Figure[] = [];
  for (const [devices, campaign] of campaigns) {
    const taken = await decidedMs(child, campaign);
    const median = taken.sort((a, b) => a - b)[taken.length >> 1]!;
    medians.push(median);
    figures.push({ what: `one decision about ${countText(devices)} devices, median`, value: median, unit: 'ms' });
  }
  if (medians.length < 2) return figures;
  const growth = medians.at(-1)! / medians[0]!;
  return [...figures, { what: 'the largest fleet beside the smallest', value: growth, unit: '×', aim: GROWTH_MAX }];
}

async function decidedMs(child: DecidingServer, campaign: number): Promise<number[]> {
  const answer = await answerOf(child, { decide: campaign, times: DECISIONS });
  if ('problem' in answer) throw new Error(`deciding about campaign ${campaign}: ${answer.problem}`);
  return [...answer.decidedMs];
}

/** What the server answers; also if it ends before, or cannot be told. */
function answerOf(child: DecidingServer, order: DecideOrder): Promise<Decided> {
  return new Promise((resolve) => {
    const done = (answer: Decided): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(answer);
    };
    const onMessage = (message: unknown): void => done(message as Decided);
    const onExit = (): void => done({ problem: 'the server ended' });
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.send(order, undefined, undefined, (error) => {
      if (error) done({ problem: error.message });
    });
  });
}
