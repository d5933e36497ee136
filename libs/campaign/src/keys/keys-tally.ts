import { exclusionOf, type UpdateOrder } from '../exclusion.js';
import type { DeviceGroup } from '../tally.js';
import { awaitedKeys } from './awaited-keys.js';

/** How many devices that would get a job have to take a newer key set first, with more devices judged: at its turn each is waited for. */
export const keysAwaitedTallied = (before: number, groups: readonly DeviceGroup[], order: UpdateOrder): number =>
  groups.reduce((sum, { facts, devices }) => (waits(facts, order) ? sum + devices : sum), before);

/** Whoever is left out waits for nothing. Without key sets nobody waits, and no device is judged for it. */
const waits = (facts: DeviceGroup['facts'], order: UpdateOrder): boolean =>
  (order.signed !== undefined || order.ways !== undefined) &&
  awaitedKeys(facts, order) !== undefined &&
  exclusionOf(facts, order) === undefined;
