import type { Request } from 'autocannon';

import { answerOf } from '@twinbank/client';

import type { OperatorClient } from '../../server/operator-client.js';

const PAGE = 50;
/** Pages of the list of devices that are asked for in turn. */
const PAGES = 20;

/** Half of the bulk requests that the server takes at a time: those of the run before may still be under way. */
const BULKS = 2;

/** What the requests are about. */
export interface Subject {
  readonly product: string;
  readonly campaign: number;
  /** Every device; they are deactivated one after the other, from the end of the list. Once all are, it is ordered of them again. */
  readonly devices: readonly string[];
  /** Cursors of pages of the list of devices. */
  readonly cursors: readonly string[];
}

/** A route that is asked again and again. */
export interface ApiRoute {
  /** As the document names it. */
  readonly name: string;
  readonly writes: boolean;
  /** The most connections at once that the server accepts for it. */
  readonly connectionsMax?: number;
  /** The next request. */
  readonly next: () => Request;
}

/** The cursors of the first pages of the list of devices. */
export async function cursorsOf(client: OperatorClient): Promise<string[]> {
  const cursors: string[] = [];
  for (let after: string | undefined; cursors.length < PAGES;) {
    const query = { limit: PAGE, ...(after !== undefined && { after }) };
    const { next } = await answerOf(client.rest.GET('/api/v1/devices', { params: { query } }));
    if (next === undefined) break;
    cursors.push((after = next));
  }
  return cursors;
}

/** The ten routes that consoles, build servers and factories use most. Each request differs from the one before it where the route allows. */
export function apiRoutes({ product, campaign, devices, cursors }: Subject): ApiRoute[] {
  const mark = Date.now().toString(36);
  let count = 0;
  let retired = 0;
  const device = (): string => devices[(count++ * 7919) % devices.length]!;
  const read = (name: string, path: () => string): ApiRoute => ({
    name: `GET ${name}`,
    writes: false,
    next: () => ({ method: 'GET', path: path() }),
  });
  const write = (name: string, request: () => { path: string; body?: string; type?: string }): ApiRoute => ({
    name: `POST ${name}`,
    writes: true,
    next: () => {
      const { path, body, type = 'application/json' } = request();
      return { method: 'POST', path, ...(body !== undefined && { body, headers: { 'content-type': type } }) };
    },
  });
  return [
    read('/devices', () =>
      cursors.length === 0
        ? `/api/v1/devices?limit=${PAGE}`
        : `/api/v1/devices?limit=${PAGE}&after=${encodeURIComponent(cursors[count++ % cursors.length]!)}`,
    ),
    read('/devices/{id}', () => `/api/v1/devices/${device()}`),
    read('/devices/{id}/jobs', () => `/api/v1/devices/${device()}/jobs`),
    read('/campaigns/{id}', () => `/api/v1/campaigns/${campaign}`),
    read('/campaigns/{id}/jobs', () => `/api/v1/campaigns/${campaign}/jobs?limit=${PAGE}`),
    read('/products/{product}/releases', () => `/api/v1/products/${product}/releases`),
    read('/events/log', () => `/api/v1/events/log?limit=${PAGE}`),
    write('/products', () => ({
      path: '/api/v1/products',
      body: JSON.stringify({
        name: `made-${mark}-${++count}`,
        part: 'STM32L486',
        hardware: ['A'],
        finishPolicy: 'keep-previous',
      }),
    })),
    {
      connectionsMax: BULKS,
      ...write('/devices/bulk', () => ({
        path: '/api/v1/devices/bulk',
        type: 'application/x-ndjson',
        body: `${JSON.stringify({ id: `made-${mark}-${++count}`, product, hardware: 'A' })}\n`,
      })),
    },
    write('/devices/{id}/deactivate', () => ({
      path: `/api/v1/devices/${devices.at(-1 - (retired++ % devices.length))!}/deactivate`,
    })),
  ];
}
