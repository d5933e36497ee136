import { countsText } from '../../campaigns/standing.js';
import { column, type Column } from '../../output/column.js';

/** What people see of each campaign in a list. */
export const CAMPAIGN_COLUMNS = [
  'id',
  'name',
  'product',
  'release',
  'state',
  'pauseReason',
  'currentWave',
  'created',
].map((name) => column(name));
const JOBS: Column = { title: 'jobs', value: ({ jobs }) => countsText((jobs ?? {}) as Record<string, number>) };

/** What people see of a campaign; programs see all of it. */
export const CAMPAIGN_FIELDS: readonly Column[] = [
  ...CAMPAIGN_COLUMNS,
  ...['started', 'ended', 'total'].map((name) => column(name)),
  JOBS,
  column('eligible'),
  column('plan.devices'),
  column('approval.state', 'approval'),
  column('revision'),
];
