import { labelOf } from './schema.js';

/** The blocks of a campaign that need not be said, by what they are for. */
export const BLOCKS: readonly (readonly [block: string, title: string])[] = [
  ['rules', 'Rules of your own'],
  ['soak', 'Watch devices before they count'],
  ['control', 'Control group'],
  ['windows', 'Maintenance windows'],
  ['schedule', 'Begin and end'],
  ['approval', 'Approval'],
  ['spread', 'How many at each place'],
  ['budgets', 'Bytes a second'],
  ['rate', 'A pace that grows'],
  ['otherCampaigns', 'Devices of other campaigns'],
  ['dynamic', 'Devices that come later'],
  ['hops', 'Releases in between'],
  ['postpone', 'Swaps that may be put off'],
  ['terms', 'Kind, policy, cipher and slot'],
  ['timeouts', 'Time limits of an attempt'],
  ['limits', 'Time limits of stages'],
  ['retry', 'Further attempts'],
];

/** What most campaigns say, by the fields of a request. */
export const EVERYDAY = {
  name: 'Name',
  release: 'Version',
  'selection.filter': 'Selection',
  waves: 'Waves',
  'thresholds.successPercent': 'Succeeded for the next wave',
  'thresholds.errorPercent': 'Failed, to pause',
  'thresholds.errorMinimum': 'Ended before that counts',
  concurrency: 'At once',
  'rate.perMinute': 'Tickets a minute',
} as const;

const TITLES: ReadonlyMap<string, string> = new Map([
  ...BLOCKS,
  ['selection', 'Devices'],
  ['thresholds', 'When to stop'],
]);

/** What the composer calls a field of a request, such as `soak.durationMs`: the title of its block and its own name. */
export function titleOf(field: string): string {
  if (Object.hasOwn(EVERYDAY, field)) return EVERYDAY[field as keyof typeof EVERYDAY];
  const [block = '', ...inner] = field.split('.');
  const title = TITLES.get(block) ?? labelOf(block);
  return [title, ...inner.map(labelOf)].join(': ');
}
