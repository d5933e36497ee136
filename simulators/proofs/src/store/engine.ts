import {
  byTurn,
  choose,
  exclusionOf,
  nextHop,
  nextMove,
  place,
  roomFor,
  seated,
  stepCampaign,
  stepJob,
  turnsAt,
} from '@twinbank/campaign';
import { asMoved, hintsOf, judge, sameClock, settle, siftReports, ticketOf } from '@twinbank/rollout';

/**
 * The decisions of the real server that the simulation calls, by name, so that each can be replaced by a broken one.
 */
export const ENGINE = {
  stepCampaign,
  stepJob,
  choose,
  nextMove,
  place,
  seated,
  turnsAt,
  exclusionOf,
  nextHop,
  byTurn,
  roomFor,
  siftReports,
  judge,
  hintsOf,
  settle,
  ticketOf,
  asMoved,
  sameClock,
} as const;
export type Engine = typeof ENGINE;
