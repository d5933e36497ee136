import { many } from '../../parts/texts/many.js';
import { shortMoment, ZONE } from '../../shell/moment-text.js';
import type { JobState } from '../states.js';
import { jobsIn, OPEN, ordersOf, waitingGate, type Order, type Outlook, type Seen } from './orders.js';

/** A number of devices, as a text. */
const devices = (number: number): string => many(number, 'device');
const devicesIn = (seen: Pick<Seen, 'jobs'>, ...states: JobState[]): string => devices(jobsIn(seen.jobs, states));
/** A sentence for the devices in these states; none where there is no such device. */
const ofThose = (seen: Seen, states: JobState[], sentence: (count: string) => string): string[] =>
  jobsIn(seen.jobs, states) === 0 ? [] : [sentence(devicesIn(seen, ...states))];

/** Devices that were not asked, and those that have a ticket and have not begun. */
const NOT_BEGUN: JobState[] = ['waiting', 'held', 'backoff', 'offered'];
const FOR_GOOD = 'A stopped campaign cannot be resumed.';

/** What is said of an order before it is given, and whether it can be. */
export interface Told {
  readonly effects: readonly string[];
  readonly isReady: boolean;
}

/** What is said of an order about a campaign as it was seen: it may have changed since the order was asked for, and take it no more. */
export function told(order: Order, seen: Seen, outlook?: Outlook): Told {
  if (ordersOf(seen).includes(order)) return { effects: effectOf(order, seen, outlook), isReady: true };
  const isAtWork = order === 'open-gate' && seen.state === 'running';
  const why = isAtWork ? 'No wave waits at a gate any more.' : `It is ${seen.state} now, and takes this order no more.`;
  return { effects: [why], isReady: false };
}

/** What an order would do, and to how many devices by what was seen, one sentence each. */
export const effectOf = (order: Order, seen: Seen, outlook?: Outlook): string[] => EFFECTS[order](seen, outlook);

const EFFECTS: Readonly<Record<Order, (seen: Seen, outlook: Outlook | undefined) => string[]>> = {
  start: ({ plan, config: { schedule } }) => [
    plan === undefined
      ? 'How many devices would get a job is not known here: look at it again.'
      : `${devices(plan.devices)} would get a job; ${devices(plan.waves[0] ?? 0)} in the first wave.`,
    schedule?.startAt === undefined
      ? 'The first wave begins as soon as every device has been looked at.'
      : `It begins at ${shortMoment(schedule.startAt)} (${ZONE}), or at once if that is over; the devices are counted anew then.`,
  ],
  approve: ({ plan }) => [
    plan === undefined
      ? 'It may be started; for how many devices is not known here: look at it again.'
      : `It may be started for ${devices(plan.devices)}${most(plan)}.`,
    'It counts for the draft as it was shown; a change takes it away.',
    ...(plan?.groups === undefined ? [] : ['It counts for whom its groups select now: with others it is not started.']),
  ],
  reject: ({ approval }) => [
    'It cannot be started before it is changed or approved.',
    ...(approval?.state === 'approved' ? ['The approval that it has is taken away.'] : []),
  ],
  delete: () => ['The draft is removed; events and the audit log keep that it was there.'],
  'open-gate': (seen) => {
    const wave = waitingGate(seen) ?? 0;
    const jobs = seen.waves.find((one) => one.wave === wave)?.jobs;
    return [
      `Wave ${wave + 1} begins${jobs === undefined ? '; its devices are not counted here' : `: ${devices(jobsIn(jobs, OPEN))}`}.`,
    ];
  },
  pause: (seen) =>
    seen.state === 'starting'
      ? ['Its devices are being looked at; that rests until it is resumed.', 'No device has been asked yet.']
      : [
          `${devicesIn(seen, 'waiting', 'held', 'backoff')} will not begin until it is resumed.`,
          `${devicesIn(seen, 'offered', 'running')} under way will go on.`,
          ...ofThose(seen, ['soaking'], (count) => `${count} with the release will be watched on.`),
        ],
  resume: (seen) => [
    `${devicesIn(seen, 'waiting', 'held', 'backoff')} may begin, as waves, rates and windows let them.`,
    'A pause by a rule or a limit is thereby accepted: it counts on from here.',
  ],
  stop: (seen) => [...stopped(seen), FOR_GOOD],
  'roll-back': (seen, outlook) => [
    ...rolledBackFirst(seen),
    ...goingBack(seen, outlook),
    jobsIn(seen.jobs, OPEN) > 0
      ? 'That is done by campaigns that begin by themselves once no job is open.'
      : 'That is done by campaigns that begin by themselves, at once.',
  ],
};

const most = ({ devices: now, devicesMost }: NonNullable<Seen['plan']>): string =>
  devicesMost === undefined || devicesMost <= now
    ? ''
    : `, and up to ${devicesMost.toLocaleString('en')} if the fleet grows`;

function stopped(seen: Seen): string[] {
  if (seen.state === 'scheduled') return ['It never begins. No device has been asked.'];
  if (seen.state === 'starting')
    return [
      'Its devices are being looked at; that ends.',
      `${devicesIn(seen, ...OPEN)} that got a job so far will not get the release by this campaign. No device has been asked.`,
    ];
  return [
    `${devicesIn(seen, ...NOT_BEGUN)} that have not begun will not get the release by this campaign.`,
    `${devicesIn(seen, 'running')} at work will be asked to stop.`,
    ...ofThose(seen, ['soaking'], (count) => `${count} with the release will be watched to the end.`),
  ];
}

function rolledBackFirst(seen: Seen): string[] {
  if (seen.state === 'stopping') return [`It is stopping already: ${devicesIn(seen, ...OPEN)} with an open job.`];
  return ofThose(seen, [...OPEN], (count) => `It stops first, for good: ${count} with an open job.`);
}

/** Who goes back, to which release, and who stays; by the counts of the campaign where nothing more is known. */
function goingBack(seen: Seen, outlook: Outlook | undefined): string[] {
  if (outlook === undefined)
    return [
      `${devicesIn(seen, 'succeeded', 'soaking')} with the release, and any other that runs it all the same, go back to what they ran before, as far as they can.`,
    ];
  const { devices: going, staying, to } = outlook;
  return [
    going === 0
      ? 'No device that runs the release now has one to go back to; those at work that end with it go back then, as far as they can.'
      : `${devices(going)} that ${going === 1 ? 'runs' : 'run'} the release now ${going === 1 ? 'goes' : 'go'} back, as far as they can: ${to.map(toText).join(', ')}.`,
    ...(staying > 0
      ? [
          `${devices(staying)} with the release ${staying === 1 ? 'stays' : 'stay'}: what ${staying === 1 ? 'it' : 'they'} ran before is not there as an available release.`,
        ]
      : []),
  ];
}

const toText = ({ version, devices: count, held }: Outlook['to'][number]): string =>
  `${count.toLocaleString('en')} to ${version}${held > 0 ? ` (${held.toLocaleString('en')} without a download)` : ''}`;
