import { answerOf } from '@twinbank/client';

import type { OperatorClient } from '../../server/operator-client.js';

/** Devices that have the tag: few, as an operator looks for. */
export const TAG = 'canary';
export const TAGGED = 100;

/** A question to the server that a person in front of a console asks. */
export interface AskedList {
  readonly what: string;
  /** The path below `/api/v1`. */
  readonly path: string;
  /** Nothing matches, which its name says: what is measured is that the server finds this out. */
  readonly none?: boolean;
}

/** Gives some devices the tag, spread over all. */
export async function tagSome(client: OperatorClient, ids: readonly string[]): Promise<void> {
  const step = Math.max(1, Math.floor(ids.length / TAGGED));
  const devices = ids.filter((_id, index) => index % step === 0).slice(0, TAGGED);
  const body = { devices: devices.map((id) => ({ id })), change: { tags: [TAG] } };
  await answerOf(client.rest.POST('/api/v1/devices/bulk/change', { body }));
}

/** Lists, filters and counts of devices and of the jobs of a campaign. The devices never connected, so none runs a version. */
export function askedLists(product: string, campaign: number, ids: readonly string[]): AskedList[] {
  const filtered = (filter: string): string => `filter=${encodeURIComponent(filter)}`;
  const middle = ids[Math.floor(ids.length / 2)]!;
  const devices = (query: string): string => `devices?limit=50&product=${product}${query}`;
  const jobs = (query: string): string => `campaigns/${campaign}/jobs?limit=50${query}`;
  return [
    { what: 'list devices', path: devices('') },
    { what: 'filter devices by tag', path: devices(`&${filtered(`tags==${TAG}`)}`) },
    { what: 'filter devices by a prefix of their id', path: devices(`&${filtered(`id==${middle.slice(0, -2)}*`)}`) },
    { what: 'filter devices by a version that none has', path: devices(`&${filtered('version<1.4.0')}`), none: true },
    { what: 'count devices', path: devices('&total=true') },
    { what: 'count devices by tag', path: devices(`&total=true&${filtered(`tags==${TAG}`)}`) },
    { what: 'list jobs', path: jobs('') },
    { what: 'filter jobs by state', path: jobs(`&${filtered('state==waiting')}`) },
    { what: 'filter jobs by a state that none has', path: jobs(`&${filtered('state==failed')}`), none: true },
    { what: 'count jobs', path: jobs('&total=true') },
    { what: 'count jobs by state', path: jobs(`&total=true&${filtered('state==waiting')}`) },
  ];
}

/**
 * How long each answer takes, one request after the other; the first ones, while code is compiled, do not count.
 *
 * @throws Error if the server refuses; if nothing matches, so that something else than named would be measured; or if something
 *   does where nothing should
 */
export async function answerTimes(
  { server, token }: { readonly server: string; readonly token: string },
  { path, none = false }: AskedList,
  times: number,
): Promise<number[]> {
  const taken: number[] = [];
  const warmUp = Math.ceil(times / 4);
  for (let count = 0; count < warmUp + times; count++) {
    const sinceMs = performance.now();
    const answer = await fetch(`${server}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });
    const text = await answer.text();
    const tookMs = performance.now() - sinceMs;
    if (!answer.ok) throw new Error(`${path}: ${text}`);
    checkItems(path, text, none);
    if (count >= warmUp) taken.push(tookMs);
  }
  return taken;
}

function checkItems(path: string, text: string, none: boolean): void {
  const { items = [] } = JSON.parse(text) as { readonly items?: readonly unknown[] };
  if (items.length === 0 && !none) throw new Error(`${path}: no items, so nothing was measured`);
  if (items.length > 0 && none) throw new Error(`${path}: ${items.length} items, and none was expected`);
}
