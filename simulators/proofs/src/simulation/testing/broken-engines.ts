import { CAMPAIGN_ENGINE } from '@twinbank/access';
import {
  choose,
  stepCampaign,
  type Campaign,
  type CampaignEffect,
  type CampaignEvent,
  type CampaignStep,
  type JobStep,
} from '@twinbank/campaign';

import { ENGINE, type Engine } from '../../store/engine.js';
import type { MemoryStore } from '../../store/memory-store.js';
import { USUAL_FAULTS, type FaultRates } from '../fault-rates.js';
import type { Replaced } from '../simulation-plan.js';
import type { BrokenEngine } from './broken-engine.js';
import { BROKEN_HOPS } from './broken-hops.js';
import { BROKEN_PLANS } from './broken-plans.js';

type Change = (step: CampaignStep, before: Campaign, event: CampaignEvent, nowMs: number) => CampaignStep;

const engineWith = (change: Partial<Engine>): Replaced => ({ engine: { ...ENGINE, ...change } });
/** Lets the real engine decide, and then corrupts its decision. */
const deciding = (change: Change): Replaced =>
  engineWith({
    stepCampaign: (campaign, event, nowMs) => change(stepCampaign(campaign, event, nowMs), campaign, event, nowMs),
  });
const without = (step: CampaignStep, type: CampaignEffect['type']): CampaignStep => {
  return { ...step, effects: step.effects.filter((effect) => effect.type !== type) };
};
/** Corrupts each change of a job. */
const judging = (change: (step: JobStep) => JobStep): Replaced =>
  engineWith({
    judge: (open, reports, random) => {
      const judgement = ENGINE.judge(open, reports, random);
      return { ...judgement, steps: judgement.steps.map(change) };
    },
    stepJob: (...given) => {
      const step = ENGINE.stepJob(...given);
      return step && change(step);
    },
  });
const why = 'broken on purpose';

/** Failures never brake a campaign. */
const unbraked: Change = (step, before, event, nowMs) => {
  if (step.campaign.pauseReason !== 'error_threshold' || event.type !== 'observe') return step;
  const thresholds = { ...before.config.thresholds, errorMinimum: 1_000_000 };
  const again = stepCampaign({ ...before, config: { ...before.config, thresholds } }, event, nowMs);
  return { ...again, campaign: { ...again.campaign, config: before.config } };
};

/** The next wave begins at once. */
const impatient: Change = (step, before, event) => {
  const { campaign } = step;
  const isLast = campaign.currentWave >= campaign.config.waves.length - 1;
  if (event.type !== 'observe' || before.state !== 'running' || campaign.state !== 'running' || isLast) return step;
  const wave = campaign.currentWave + 1;
  const record: CampaignEffect = {
    type: 'record',
    by: CAMPAIGN_ENGINE,
    kind: 'wave_advanced',
    reason: why,
    facts: { wave },
  };
  return { campaign: { ...campaign, currentWave: wave }, effects: [record, ...step.effects] };
};

/** Counts running jobs as if they waited for a retry. */
const blindToRunning: Engine['stepCampaign'] = (campaign, event, nowMs) => {
  if (event.type !== 'observe') return stepCampaign(campaign, event, nowMs);
  const waves = event.waves.map((wave) => {
    const { running, backoff } = wave.jobs;
    return { ...wave, jobs: { ...wave.jobs, running: 0, backoff: backoff + running } };
  });
  return stepCampaign(campaign, { ...event, waves }, nowMs);
};

const finishingEarly: Change = (step, before, event, nowMs) => {
  const isBegun = event.type === 'observe' && event.waves.some(({ jobs }) => jobs.succeeded > 0 && jobs.running > 0);
  if (!isBegun || before.state !== 'running' || step.campaign.state !== 'running') return step;
  const record: CampaignEffect = {
    type: 'record',
    by: CAMPAIGN_ENGINE,
    kind: 'campaign_finished',
    reason: why,
    facts: {},
  };
  return { campaign: { ...step.campaign, state: 'finished', endedAtMs: nowMs }, effects: [record] };
};

/** Ignores the version of a campaign: the last one to write wins. */
function lastWriterWins({ campaigns }: MemoryStore): void {
  const save = campaigns.save.bind(campaigns);
  campaigns.save = (before, step) =>
    step.campaign === before ? before : save({ ...before, version: campaigns.get(before.id).version }, step);
}

/** Without releases in between, where the fault shows in the fewest seeds. */
const often = (rates: Partial<FaultRates>): FaultRates => ({ ...USUAL_FAULTS, hops: 0, ...rates });

/** One of the invariants that it names must catch each of them. */
export const BROKEN_ENGINES: readonly BrokenEngine[] = [
  {
    name: 'a paused campaign hands out one more ticket',
    caughtBy: ['offers-only-while-running'],
    replaced: deciding((step, before, event) =>
      before.state === 'paused' && event.type === 'observe'
        ? { ...step, effects: [{ type: 'offer', wave: before.currentWave, count: 1, reason: why }] }
        : step,
    ),
    rates: often({ paused: 1 }),
  },
  { name: 'a wave is skipped', caughtBy: ['waves-in-order'], replaced: deciding(impatient) },
  {
    name: 'a decision counts only offered devices against the concurrency',
    caughtBy: ['concurrency-kept'],
    replaced: engineWith({ stepCampaign: blindToRunning }),
  },
  {
    name: 'a claim does not count who is at work already',
    caughtBy: ['concurrency-kept'],
    replaced: engineWith({ roomFor: (asked) => asked }),
    rates: often({ frozen: 0.8 }),
    size: 96,
  },
  {
    name: 'the error threshold holds nobody up',
    caughtBy: ['brake-obeyed'],
    replaced: deciding(unbraked),
    rates: often({ bad: 1 }),
  },
  {
    name: 'a resume forgets which failures were accepted',
    caughtBy: ['resume-heeded'],
    replaced: deciding((step, before, event) =>
      event.type === 'resume' ? { ...step, campaign: { ...step.campaign, acknowledged: before.acknowledged } } : step,
    ),
    rates: often({ bad: 1 }),
  },
  {
    name: 'a failed attempt is followed by the next at once',
    caughtBy: ['retries-kept'],
    replaced: judging((step) =>
      step.job.state === 'backoff' ? { ...step, job: { ...step.job, nextAttemptAtMs: 0 } } : step,
    ),
  },
  {
    name: 'a job is tried again and again',
    caughtBy: ['retries-kept'],
    replaced: engineWith({
      judge: ({ job, rules }, reports, random) =>
        ENGINE.judge({ job, rules: { ...rules, retry: { ...rules.retry, attempts: 99 } } }, reports, random),
    }),
  },
  {
    name: 'the last to write a campaign wins',
    // A stop that is overwritten has ended the watching of devices already.
    caughtBy: ['nothing-lost', 'states-follow-tables', 'reasons-recorded', 'soak-kept'],
    replaced: { store: lastWriterWins },
    rates: often({ paused: 1, stopped: 1, frozen: 1 }),
  },
  {
    name: 'a stop cancels no job',
    caughtBy: ['campaigns-end'],
    replaced: deciding((step) => without(step, 'cancel-jobs')),
    rates: often({ stopped: 1 }),
    size: 12,
  },
  {
    name: 'a decision leaves no record',
    caughtBy: ['reasons-recorded'],
    replaced: deciding((step) => without(step, 'record')),
  },
  {
    name: 'nobody is left out whom the server knows to refuse',
    // A device of another part may have a job in a campaign of its own.
    caughtBy: ['excluded-left-out', 'one-job-each'],
    replaced: engineWith({
      choose: (id, candidates, order) =>
        choose(
          id,
          candidates.map(({ deviceId, hardware, active, wave, attributes }) => ({
            ...{ deviceId, hardware, active, wave, attributes },
          })),
          order,
        ),
      exclusionOf: () => undefined,
    }),
  },
  {
    name: 'a campaign finishes while devices are at work',
    caughtBy: ['counts-add-up'],
    replaced: deciding(finishingEarly),
  },
  {
    name: 'deadlines stay where they are when the clock is moved',
    caughtBy: ['no-early-timeout'],
    replaced: engineWith({
      stepJob: (job, event, rules, at) =>
        event.type === 'clock-stepped' ? undefined : ENGINE.stepJob(job, event, rules, at),
    }),
    rates: often({ clockMoved: 1, killed: 0, frozen: 0 }),
  },
  {
    name: 'a report that was overtaken counts as news',
    caughtBy: ['reports-in-order'],
    replaced: engineWith({ siftReports: (reports) => ENGINE.siftReports(reports, undefined) }),
    rates: often({ frozen: 1, clockMoved: 0, killed: 0 }),
  },
  {
    name: 'the end of an attempt leaves its ticket out',
    caughtBy: ['tickets-settled'],
    replaced: engineWith({ judge: (...given) => ({ ...ENGINE.judge(...given), ended: false }) }),
    rates: often({ clockMoved: 0 }),
  },
  ...BROKEN_PLANS,
  ...BROKEN_HOPS,
];
