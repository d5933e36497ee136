import type { JobStep } from '@twinbank/campaign';

import { ENGINE, type Engine } from '../../store/engine.js';
import { USUAL_FAULTS, type FaultRates } from '../fault-rates.js';
import type { Replaced } from '../simulation-plan.js';
import type { BrokenEngine } from './broken-engine.js';

const engineWith = (change: Partial<Engine>): Replaced => ({ engine: { ...ENGINE, ...change } });
/** Corrupts each step that a report makes. */
const judging = (change: (step: JobStep) => JobStep): Replaced =>
  engineWith({
    judge: (...given) => {
      const judgement = ENGINE.judge(...given);
      return { ...judgement, steps: judgement.steps.map(change) };
    },
  });
const isHop = ({ job }: JobStep): boolean => job.state === 'held' && job.hold === 'hop';
const always = (rates: Partial<FaultRates> = {}): FaultRates => ({ ...USUAL_FAULTS, hops: 1, ...rates });

/** Engines that go wrong where devices are brought over releases in between. */
export const BROKEN_HOPS: readonly BrokenEngine[] = [
  {
    name: 'a release in between is skipped',
    caughtBy: ['hops-in-order'],
    replaced: engineWith({ nextHop: () => undefined }),
    rates: always(),
  },
  {
    name: 'a device is brought a release in between that it runs already',
    caughtBy: ['hops-in-order'],
    replaced: engineWith({
      nextHop: (device, { ways }) => ways?.({ ...device, version: '0.0.1', digest: undefined })?.[0]?.id,
    }),
    rates: always({ clockMoved: 0 }),
  },
  {
    name: 'a release in between ends the job as if it were the last',
    caughtBy: ['hops-in-order'],
    replaced: judging((step) =>
      isHop(step) ? { ...step, job: { ...step.job, state: 'succeeded', endedAtMs: 1 } } : step,
    ),
    rates: always(),
  },
  {
    name: 'a hop counts twice',
    caughtBy: ['hops-counted-once'],
    replaced: judging((step) =>
      isHop(step) ? { ...step, job: { ...step.job, hopsDone: (step.job.hopsDone ?? 0) + 1 } } : step,
    ),
    rates: always(),
  },
  {
    name: 'a hop counts again with each report of it',
    caughtBy: ['hops-counted-once'],
    replaced: engineWith({
      judge: ({ job: { hopTransfer: _forgotten, ...job }, rules }, reports, random) =>
        ENGINE.judge({ job, rules }, reports, random),
    }),
    rates: always({ struck: 0.6, disconnected: 0.03 }),
    size: 96,
  },
  {
    name: 'what a device ran before stays what it ran at the beginning',
    caughtBy: ['hops-counted-once'],
    replaced: engineWith({
      judge: (open, reports, random) => {
        const judgement = ENGINE.judge(open, reports, random);
        const { previous } = open.job;
        const steps = judgement.steps.map((step) =>
          isHop(step) && previous ? { ...step, job: { ...step.job, previous } } : step,
        );
        return { ...judgement, steps };
      },
    }),
    rates: always(),
  },
  {
    name: 'devices that have not begun go before those on their way',
    caughtBy: ['onward-first'],
    replaced: engineWith({ byTurn: (one, other) => -ENGINE.byTurn(one, other) }),
    rates: always({ clockMoved: 0 }),
    size: 96,
  },
];
