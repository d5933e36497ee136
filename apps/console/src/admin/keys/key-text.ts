import type { components } from '@twinbank/client';

/** A master key by its epoch, and the devices that belong to it. */
export type MasterEpoch = components['schemas']['MasterEpochAnswer'];
/** The newest key set of a product. */
export type NewestKeySet = components['schemas']['NewestKeySetAnswer'];

const DAY_MS = 24 * 3600 * 1000;
/** Root keys lie in safes: whoever makes the next set needs some weeks. */
const SOON_DAYS = 60;

/** Until when something is good, in words, and how much that asks of somebody. */
export interface EndShown {
  readonly text: string;
  readonly mood: 'good' | 'odd' | 'bad';
}

/** How long a key set is still taken by devices with a clock; in whole days that are left. */
export function endOf({ expires }: Pick<NewestKeySet, 'expires'>, nowMs: number): EndShown {
  const leftMs = Date.parse(expires) - nowMs;
  if (leftMs <= 0) return { text: 'has ended', mood: 'bad' };
  const days = Math.floor(leftMs / DAY_MS);
  if (days > SOON_DAYS) return { text: `${days} days left`, mood: 'good' };
  return { text: days === 0 ? 'ends today' : `ends in ${days} ${days === 1 ? 'day' : 'days'}`, mood: 'odd' };
}

/** What a key of a set may sign. */
type KeyUse = NewestKeySet['keys'][number]['uses'][number];

/** How many keys of a set may sign something, and how many of them have to: `2 of 3`. */
export const thresholdText = ({ keys }: Pick<NewestKeySet, 'keys'>, use: KeyUse, threshold: number): string =>
  `${threshold} of ${keys.filter(({ uses }) => uses.includes(use)).length}`;

/** How far the fleet has come to the newest master key; undefined while there is nothing to come from. */
export interface Migration {
  /** Epoch that devices are to come to. */
  readonly to: number;
  readonly there: number;
  readonly all: number;
  /** Whole percent, rounded down: 100 only when all are there. */
  readonly percent: number;
  /** Devices whose new key waits for them. */
  readonly moving: number;
}

/** Counts devices by whether their root key comes from the newest master key. */
export function migrationOf(epochs: readonly MasterEpoch[]): Migration | undefined {
  const current = epochs.find(({ isCurrent }) => isCurrent);
  const all = epochs.reduce((sum, { devices }) => sum + devices, 0);
  if (current === undefined || current.devices === all) return undefined;
  const moving = epochs.reduce((sum, each) => sum + each.moving, 0);
  return {
    ...{ to: current.epoch, there: current.devices, all, moving },
    percent: Math.floor((current.devices * 100) / all),
  };
}

/** What somebody does about an epoch that devices still belong to. */
export function epochWayOn({ isCurrent, devices, moving }: MasterEpoch): string {
  if (isCurrent) return 'New devices, and those that are re-keyed, get keys of it.';
  if (devices === 0) return 'Nobody uses it any more. It stays in the ring: the database is bound to it.';
  const waiting = devices - moving;
  return waiting === 0
    ? 'All of them have a new key waiting: connect them with it.'
    : `${waiting.toLocaleString('en')} ${waiting === 1 ? 'has' : 'have'} no new key yet: re-key each at the bench.`;
}

/** Keys with which a server signs tickets. */
interface TicketKeys {
  readonly ticketKeys: readonly { readonly kid: string }[];
}

/** Which ticket key of this server a set has it use: the oldest that the set names; undefined where it names none of them. */
export const ticketKeyOf = ({ keys }: Pick<NewestKeySet, 'keys'>, { ticketKeys }: TicketKeys): string | undefined =>
  ticketKeys.find(({ kid }) => keys.some((key) => key.kid === kid && key.uses.includes('ticket')))?.kid;

/** How many devices are behind, and how many hold the newest set; with + where there are more than were counted. */
export const heldText = ({ holding, behind, countsAreExact }: NewestKeySet): string => {
  const some = (count: number): string => `${count.toLocaleString('en')}${countsAreExact ? '' : '+'}`;
  return `${some(holding)} hold it, ${some(behind)} ${behind === 1 && countsAreExact ? 'lags' : 'lag'} behind`;
};
