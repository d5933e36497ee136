import { choose, exclusionOf, roomFor, stepCampaign, stepJob } from '@twinbank/campaign';
import { hintsOf, judge, settle, siftReports, ticketOf } from '@twinbank/rollout';

/** The decisions of the server that the simulation drives: the very functions, by name, so that a broken one can be put in for each. */
export const ENGINE = {
  stepCampaign,
  stepJob,
  choose,
  exclusionOf,
  roomFor,
  siftReports,
  judge,
  hintsOf,
  settle,
  ticketOf,
} as const;
export type Engine = typeof ENGINE;
