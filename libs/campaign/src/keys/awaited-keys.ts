import type { DeviceFacts, NamedKeys, SignedOrder, UpdateOrder } from '../excluding/order-facts.js';

/**
 * How often a device that waits for a key set is looked at, if nothing is heard of it: what it says of its set is looked at at once. This finds what
 * has changed without the device, such as a set that has expired meanwhile.
 */
export const KEYS_LOOK_MS = 600_000;

const namesBoth = ({ manifest, ticket }: SignedOrder, keys: NamedKeys): boolean =>
  keys.manifest.includes(manifest) && keys.ticket.includes(ticket);

/** What of a set lacks the signatures of an order; undefined if it names both, or nobody knows that set. */
export function keysLacking({ keySet }: DeviceFacts, signed: SignedOrder | undefined): string | undefined {
  const held = signed && keySet !== undefined ? signed.sets.get(keySet) : undefined;
  if (!signed || !held || namesBoth(signed, held)) return undefined;
  const whose = keySet === 0 ? 'the keys of its factory are' : `its key set, ${keySet}, is`;
  const lags = keySet === signed.newest ? '' : `; ${sendingWords(signed)}`;
  return held.manifest.includes(signed.manifest)
    ? `${signed.ticket} signs tickets, and ${whose} without that key${lags}`
    : `${signed.manifest} signed the release, and ${whose} without that key${lags}`;
}

/** What becomes of a device that lags. */
const sendingWords = ({ newest, expired }: SignedOrder): string =>
  expired
    ? `key set ${newest} has expired and is sent to no device: make and upload a newer one`
    : `key set ${newest} is sent to it while it is connected`;

/**
 * Whether the sets that are sent to a device, one after the other, lead it to one that names both keys. A device that refused the set that comes
 * next, or whose roots have signed none, comes to no other one.
 */
export function canCome({ keySet, keySetRefused, understands }: DeviceFacts, signed: SignedOrder): boolean {
  if (keySet === undefined || signed.leadsTo === undefined) return false;
  const last = signed.leadsTo(keySet, keySetRefused, understands?.includes('p256') === true);
  const keys = last > keySet ? signed.sets.get(last) : undefined;
  return keys !== undefined && namesBoth(signed, keys);
}

/**
 * Why a device has to wait until it holds a newer key set; undefined if it need not, or if no set that it can take would help. Over releases in
 * between the next of them counts: it may be signed by another key.
 */
export function awaitedKeys(device: DeviceFacts, order: UpdateOrder): string | undefined {
  const hop = order.ways?.(device)?.[0];
  const signed = hop ? hop.signed : order.signed;
  const lacking = keysLacking(device, signed);
  return lacking !== undefined && signed && canCome(device, signed) ? lacking : undefined;
}

/** When a job that waits for the key set of its device is looked at again, and until when it waits at most. */
export interface KeysWait {
  readonly untilMs: number;
  readonly deadlineMs: number;
}

/**
 * The wait of a job whose device has to take a key set first: as long as offers that it does not accept would take; undefined once that
 * is over. So a device that is away holds its campaign no longer than by its offers.
 *
 * @param deadlineMs of a job that waits already
 */
export function keysWait(
  { offerMs, attempts }: { readonly offerMs: number; readonly attempts: number },
  deadlineMs: number | undefined,
  nowMs: number,
): KeysWait | undefined {
  const longestMs = nowMs + offerMs * attempts;
  const endsMs = Math.min(deadlineMs ?? longestMs, longestMs);
  return endsMs <= nowMs ? undefined : { untilMs: Math.min(endsMs, nowMs + KEYS_LOOK_MS), deadlineMs: endsMs };
}
