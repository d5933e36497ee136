import { describe, expect, it } from '@jest/globals';

import { CAMPAIGN_TRANSITIONS } from './campaign.js';
import { FINAL_JOB_STATES, JOB_TRANSITIONS, OPEN_JOB_STATES } from './job/job.js';
import { flawsOf, mayFollow, mermaidOf, terminalStates, type TransitionTable } from './state-machine.js';

describe('flawsOf', () => {
  it('finds nothing wrong with the table of campaigns and that of jobs', () => {
    expect(flawsOf(CAMPAIGN_TRANSITIONS, 'draft')).toEqual([]);
    expect(flawsOf(JOB_TRANSITIONS, 'waiting')).toEqual([]);
  });

  it('names a target that is not a state', () => {
    expect(flawsOf({ a: ['b', 'c'], b: [] } as TransitionTable<string>, 'a')).toEqual([
      'a leads to c, which is no state',
    ]);
  });

  it('names a state that cannot be reached', () => {
    expect(flawsOf<string>({ a: ['b'], b: [], lost: ['b'] }, 'a')).toEqual(['lost cannot be reached from a']);
  });

  it('names states that form a circle without an exit', () => {
    expect(flawsOf({ a: ['b', 'end'], b: ['c'], c: ['b'], end: [] }, 'a')).toEqual(['b never ends', 'c never ends']);
  });

  it('names a table without an end, and a state that may follow itself', () => {
    expect(flawsOf({ a: ['a'] }, 'a')).toEqual(['no state is terminal', 'a never ends', 'a follows itself']);
  });
});

describe('the tables', () => {
  it('end in the documented states', () => {
    expect(terminalStates(CAMPAIGN_TRANSITIONS)).toEqual(['stopped', 'finished']);
    expect(FINAL_JOB_STATES).toEqual(['succeeded', 'failed', 'rejected', 'cancelled', 'timed_out', 'excluded']);
    expect(OPEN_JOB_STATES).toEqual(['waiting', 'held', 'offered', 'running', 'backoff', 'soaking']);
  });

  it('never let a stopping campaign run again', () => {
    expect(mayFollow(CAMPAIGN_TRANSITIONS, 'stopping', 'running')).toBe(false);
  });

  it('are drawn as diagrams', () => {
    expect(mermaidOf(CAMPAIGN_TRANSITIONS, 'draft')).toBe(
      [
        'stateDiagram-v2',
        '  [*] --> draft',
        '  draft --> scheduled',
        '  draft --> starting',
        '  draft --> stopped',
        '  scheduled --> starting',
        '  scheduled --> stopped',
        '  starting --> running',
        '  starting --> paused',
        '  starting --> stopping',
        '  starting --> finished',
        '  running --> paused',
        '  running --> stopping',
        '  running --> finished',
        '  paused --> starting',
        '  paused --> running',
        '  paused --> stopping',
        '  paused --> finished',
        '  stopping --> stopped',
        '  stopped --> [*]',
        '  finished --> [*]',
      ].join('\n'),
    );
  });
});
