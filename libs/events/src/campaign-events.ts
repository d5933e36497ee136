import { data, PRODUCT, REASON, text, texts, whole } from './event-data.js';
import type { EventEntry } from './event-entry.js';

const STANDING = {
  jobs: whole('jobs that count for the campaign’s rules'),
  succeeded: whole('jobs that succeeded'),
  failed: whole('jobs that failed'),
};

/** Events about campaigns. */
export const CAMPAIGN_EVENTS = {
  campaign_created: {
    what: 'A campaign was written down.',
    subject: 'campaign',
    data: data({ name: text('name of the campaign'), ...PRODUCT, release: text('version that it brings') }),
  },
  campaign_changed: {
    what: 'A campaign that was not started yet was written anew.',
    subject: 'campaign',
    data: data({ name: text('name of the campaign'), ...PRODUCT, release: text('version that it brings') }),
  },
  campaign_deleted: {
    what: 'A campaign that was never started was deleted.',
    subject: 'campaign',
    data: data({ name: text('name of the campaign'), ...PRODUCT }),
  },
  campaign_approved: {
    what: 'Somebody who did not write a campaign approved it as it is.',
    subject: 'campaign',
    data: data({ ...REASON, devices: whole('devices for which it was approved') }),
  },
  campaign_rejected: {
    what: 'Somebody rejected a campaign as it is; the reason has why.',
    subject: 'campaign',
    data: data(REASON),
  },
  approval_voided: {
    what: 'A campaign that was approved was changed, so that it must be approved anew.',
    subject: 'campaign',
    data: data({ ...REASON, approvedBy: text('name of whoever had approved it') }),
  },
  campaign_starting: {
    what: 'A campaign was started; its devices are being looked at.',
    subject: 'campaign',
    data: data({ ...REASON, waves: whole('number of waves') }),
  },
  campaign_scheduled: {
    what: 'A campaign was started; it begins by itself at its start time.',
    subject: 'campaign',
    data: data({ ...REASON, at: text('when it begins') }),
  },
  campaign_started: {
    what: 'Every device was looked at: tickets go out.',
    subject: 'campaign',
    data: data({
      ...REASON,
      jobs: whole('devices that have a job'),
      excluded: whole('devices that were left out'),
      waves: whole('number of waves'),
    }),
  },
  campaign_joined: {
    what: 'Devices that began to match a dynamic campaign got a job.',
    subject: 'campaign',
    data: data({ ...REASON, devices: whole('how many'), sample: texts('ids of the first of them') }),
  },
  campaign_superseded: {
    what: 'Another campaign took devices over that had begun with none of its jobs.',
    subject: 'campaign',
    data: data({
      ...REASON,
      other: whole('id of the other campaign'),
      devices: whole('how many'),
      sample: texts('ids of the first of them'),
    }),
  },
  campaign_paused: {
    what: 'A campaign was paused, by somebody or by one of its rules.',
    subject: 'campaign',
    data: data(
      { ...REASON, rule: text('operator, or the rule that paused it') },
      {
        failed: whole('jobs that failed'),
        ended: whole('jobs that ended'),
        wave: whole('index of the wave, from 0'),
        slice: text('the slice of the fleet that the rule judged'),
      },
    ),
  },
  campaign_resumed: {
    what: 'A paused campaign was resumed; the failures so far are accepted.',
    subject: 'campaign',
    data: data({
      ...REASON,
      pausedFor: text('the rule for which it was paused'),
      failed: whole('jobs that failed so far'),
      ended: whole('jobs that ended so far'),
    }),
  },
  campaign_stopping: {
    what: 'A campaign is being stopped: open jobs are cancelled.',
    subject: 'campaign',
    data: data(REASON),
  },
  campaign_stopped: {
    what: 'A campaign was stopped, and no job of it is open any more.',
    subject: 'campaign',
    data: data(REASON, STANDING),
  },
  campaign_finished: {
    what: 'Every job of a campaign has ended.',
    subject: 'campaign',
    data: data(REASON, { ...STANDING, excluded: whole('devices that were left out'), waves: whole('number of waves') }),
  },
  campaign_rolling_back: {
    what: 'The devices of a campaign are to go back to what they ran before: it stops, and campaigns for that follow.',
    subject: 'campaign',
    data: data(REASON),
  },
  gate_reached: {
    what: 'A wave was good enough; the next one waits for somebody to open its gate.',
    subject: 'campaign',
    data: data({
      ...REASON,
      wave: whole('index of the wave that waits, from 0'),
      succeeded: whole('jobs that succeeded so far'),
      counted: whole('jobs that count so far'),
    }),
  },
  gate_opened: {
    what: 'Somebody opened the gate of a wave.',
    subject: 'campaign',
    data: data({ ...REASON, wave: whole('index of the wave, from 0') }),
  },
  rule_broken: {
    what: 'A rule of a campaign was broken that does not pause or stop all of it.',
    subject: 'campaign',
    data: data(
      {
        ...REASON,
        rule: text('name of the rule'),
        action: text('what the rule does'),
        failed: whole('jobs that failed'),
        ended: whole('jobs that ended'),
      },
      { slice: text('the slice of the fleet that the rule judged') },
    ),
  },
  control_worse: {
    what: 'By a rule of a campaign, updated devices fare worse than those that were held back as control.',
    subject: 'campaign',
    data: data(
      {
        ...REASON,
        rule: text('name of the rule'),
        action: text('what the rule does'),
        devices: whole('updated devices that were compared'),
        control: whole('devices of the control group that were compared'),
      },
      {},
    ),
  },
  rule_passed: {
    what: 'The test of a rule says that the release is good; the rule is not judged any more there.',
    subject: 'campaign',
    data: data(
      { ...REASON, rule: text('name of the rule'), failed: whole('jobs that failed'), ended: whole('jobs that ended') },
      { slice: text('the slice of the fleet that the rule judged') },
    ),
  },
  wave_advanced: {
    what: 'A wave was good enough, and the next one began.',
    subject: 'campaign',
    data: data({
      ...REASON,
      wave: whole('index of the wave that began, from 0'),
      succeeded: whole('jobs that succeeded so far'),
      counted: whole('jobs that count so far'),
    }),
  },
} as const satisfies Readonly<Record<string, EventEntry>>;
