import {
  nextMove,
  place,
  seated,
  stepCampaign,
  type Campaign,
  type JobStep,
  type StageLimits,
} from '@twinbank/campaign';

import { ENGINE, type Engine } from '../../store/engine.js';
import type { MemoryStore } from '../../store/memory-store.js';
import { NO_FAULTS, USUAL_FAULTS } from '../fault-rates.js';
import type { Replaced } from '../simulation-plan.js';
import type { BrokenEngine } from './broken-engine.js';

const engineWith = (change: Partial<Engine>): Replaced => ({ engine: { ...ENGINE, ...change } });

/** Changes how each report is judged. */
const judging = (change: (step: JobStep) => JobStep): Replaced =>
  engineWith({
    judge: (...given) => {
      const judgement = ENGINE.judge(...given);
      return { ...judgement, steps: judgement.steps.map(change) };
    },
  });

const unapproved = ({ config, ...campaign }: Campaign): Campaign => ({
  ...campaign,
  config: { ...config, approval: { needed: false } },
});

/** A report writes a deadline that was read before a step of the clock. */
function deadlinesOverwritten({ jobs }: MemoryStore): void {
  const save = jobs.save.bind(jobs);
  jobs.save = (steps) => save(steps.map(({ deadlineSeenMs: _seen, ...step }) => step));
}

/** Engines that are broken in what plans say: who, where and when. */
export const BROKEN_PLANS: readonly BrokenEngine[] = [
  {
    name: 'a claim does not ask whether a window is open',
    caughtBy: ['windows-kept'],
    replaced: engineWith({ turnsAt: () => () => ({ may: true, swapTimes: {} }) }),
  },
  {
    name: 'a place has room for everybody',
    caughtBy: ['places-kept'],
    replaced: engineWith({ seated: (_spread, counts, due, room) => seated(undefined, counts, due, room) }),
  },
  {
    name: 'a device counts as soon as it runs the release',
    caughtBy: ['soak-kept'],
    replaced: judging((step) =>
      step.job.state === 'soaking' ? { ...step, job: { ...step.job, state: 'succeeded', endedAtMs: 0 } } : step,
    ),
  },
  {
    name: 'a device is watched for a moment only',
    caughtBy: ['soak-kept'],
    replaced: judging((step) =>
      step.job.state === 'soaking' ? { ...step, job: { ...step.job, deadlineAtMs: 0 } } : step,
    ),
    rates: NO_FAULTS,
  },
  {
    name: 'nobody is held back as control',
    caughtBy: ['control-held-back'],
    replaced: engineWith({ place: (plan, jobs, { waves }) => place(plan, jobs, { waves }) }),
  },
  {
    name: 'the canaries that a wave names are as good as any other device',
    caughtBy: ['named-waves-kept'],
    replaced: engineWith({
      choose: (id, candidates, order) =>
        ENGINE.choose(
          id,
          candidates.map(({ wave, ...candidate }) => ({ ...candidate, wave: wave === undefined ? 0 : undefined })),
          order,
        ),
    }),
  },
  {
    name: 'jobs stay in the waves in which they were expected',
    caughtBy: ['wave-sizes-kept'],
    replaced: engineWith({ nextMove: () => undefined }),
  },
  {
    name: 'devices that were left out count for the shares of waves',
    caughtBy: ['wave-sizes-kept'],
    replaced: engineWith({ nextMove: (chosen, sizes, waves) => nextMove(chosen + 9, sizes, waves) }),
  },
  {
    name: 'the place of a canary that was cancelled goes to the next device',
    caughtBy: ['named-waves-kept'],
    replaced: engineWith({
      place: (plan, jobs, config) =>
        place(
          plan,
          jobs.map((job) => ({ ...job, key: 0 })),
          config,
        ),
    }),
    rates: { ...USUAL_FAULTS, meddled: 0.8 },
  },
  {
    name: 'an offer that nobody accepted is followed by others without end',
    caughtBy: ['retries-kept'],
    replaced: engineWith({
      stepJob: (job, event, rules, at) => {
        const step = ENGINE.stepJob(job, event, rules, at);
        if (step?.job.state !== 'timed_out' || job.state !== 'offered') return step;
        const { endedAtMs: _never, ...left } = step.job;
        return { ...step, job: { ...left, state: 'backoff', nextAttemptAtMs: at.nowMs + rules.retry.maxDelayMs } };
      },
    }),
    rates: { ...USUAL_FAULTS, away: 0.3 },
  },
  {
    name: 'a campaign begins without an approval',
    caughtBy: ['approved-before-start'],
    replaced: engineWith({
      stepCampaign: (campaign, event, nowMs) => {
        if (event.type !== 'start') return stepCampaign(campaign, event, nowMs);
        const step = stepCampaign(unapproved(campaign), event, nowMs);
        return { ...step, campaign: { ...step.campaign, config: campaign.config } };
      },
    }),
  },
  {
    name: 'stages have a tenth of their time',
    caughtBy: ['no-early-timeout'],
    replaced: engineWith({
      stepJob: (job, event, { limits, ...rules }, at) =>
        ENGINE.stepJob(job, event, { ...rules, limits: limits && tenthOf(limits) }, at),
      judge: ({ job, rules }, ...given) =>
        ENGINE.judge({ job, rules: { ...rules, limits: rules.limits && tenthOf(rules.limits) } }, ...given),
    }),
    rates: { ...USUAL_FAULTS, struck: 1, clockMoved: 0 },
  },
  {
    name: 'a report brings back a deadline from before a step of the clock',
    caughtBy: ['no-early-timeout'],
    // By itself it is not seen any more: what was judged before a step is judged again.
    replaced: { ...engineWith({ sameClock: () => true }), store: deadlinesOverwritten },
    // Rare: a report must be on its way through a server in the moment of the step.
    size: 600,
    rates: { ...USUAL_FAULTS, hops: 0, clockMoved: 1, killed: 0, frozen: 0 },
  },
  {
    name: 'the time of an acceptance stays where it was when all clocks are put forward',
    caughtBy: ['no-early-timeout'],
    replaced: engineWith({ asMoved: (taken) => taken }),
    size: 600,
    rates: { ...USUAL_FAULTS, hops: 0, clockMoved: 1, killed: 0, frozen: 0 },
  },
];

const tenthOf = (limits: StageLimits): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(limits).map(([name, ms]) => [name, (ms ?? 0) / 10]));
