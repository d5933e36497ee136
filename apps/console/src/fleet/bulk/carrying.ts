import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { answerOf } from '@twinbank/client';

import { filterOf } from './filter-of.js';
import { useOrderPlace } from '../../asking/giving.js';
import type { SaidRequest } from '../../server/rehearsal.js';
import { newKey, rehearsal, rest } from '../../server/rest.js';
import {
  carryOut,
  NOTHING_DONE,
  type BulkAnswer,
  type BulkDevice,
  type BulkOrder,
  type BulkRequest,
  type BulkResult,
  type BulkWorld,
} from './bulk-orders.js';

/** Most devices of one request, as the interface has it. */
const DEVICES_MAX = 500;
/** So many ids fit into a selection, however long they are. */
const NAMED_MAX = 50;

/** Devices that an order is about: those that were chosen, or all of a selection. */
export type BulkTarget =
  | { readonly ids: readonly string[] }
  /** `count` as it was last counted. */
  | { readonly filter: string; readonly count: number; readonly countIsExact: boolean };

/** Orders of one kind: one of them while it is carried out, and after it. */
export interface Carried<Wish> {
  readonly state: 'before' | 'underWay' | 'ended';
  readonly result: BulkResult;
  /** Why it broke off. */
  readonly error: Error | undefined;
  begin(wish: Wish): void;
  /** The first request that it would send, by the devices as they are now; nothing is sent. Undefined where there is nothing to do for any of them. */
  lookAt(wish: Wish): Promise<SaidRequest | undefined>;
  /** Ends it after the request that is under way. */
  end(): void;
}

/** What an order under way is told to, and by what it knows whether to go on. */
export type Watch = Pick<BulkWorld, 'told' | 'goesOn'>;

/** Carries out one order about many devices, request after request, as `carry` does it. */
export function useCarried<Wish>(carry: (wish: Wish, watch: Watch) => Promise<void>): Carried<Wish> {
  const queries = useQueryClient();
  const place = useOrderPlace();
  const [state, setState] = useState<Carried<Wish>['state']>('before');
  const [result, setResult] = useState(NOTHING_DONE);
  const [error, setError] = useState<Error>();
  const isOn = useRef(false);
  // An order ends with its page, after the request that is under way: nobody would see what became of it.
  useEffect(
    () => () => {
      isOn.current = false;
    },
    [],
  );
  const run = async (wish: Wish): Promise<void> => {
    try {
      await rehearsal.ended();
      await place.carryOut(() => carry(wish, { told: setResult, goesOn: () => isOn.current }));
    } catch (reason) {
      setError(reason instanceof Error ? reason : new Error(String(reason)));
    }
    setState('ended');
    await Promise.all(['devices', 'selected'].map((name) => queries.invalidateQueries({ queryKey: [name] })));
  };
  return {
    state,
    result,
    error,
    begin: (wish) => {
      if (isOn.current) return;
      isOn.current = true;
      setState('underWay');
      void run(wish);
    },
    lookAt: (wish) => rehearsal.of(() => carry(wish, { told: () => undefined, goesOn: () => true })),
    end: () => {
      isOn.current = false;
    },
  };
}

/** An order, and the devices that it is about. */
export interface BulkWish {
  readonly order: BulkOrder;
  readonly target: BulkTarget;
}

/** Carries out orders that tag, deactivate and reactivate. */
export const useCarrying = (): Carried<BulkWish> =>
  useCarried(({ order, target }, watch) => carryOut(order, { ...worldOf(target), ...watch }));

const worldOf = (target: BulkTarget) => ({
  chosen: 'ids' in target ? target.ids : undefined,
  pages: pagesOf(target),
  send,
});

/** The devices of a target as they are now, page after page: those that were chosen, as far as they are there. */
export async function* pagesOf(target: BulkTarget): AsyncGenerator<readonly BulkDevice[]> {
  if ('ids' in target) {
    for (let from = 0; from < target.ids.length; from += NAMED_MAX)
      yield (await pageOf(filterOf('', target.ids.slice(from, from + NAMED_MAX))!, '')).items;
    return;
  }
  for (let after: string | undefined = ''; after !== undefined;) {
    const page: { items: BulkDevice[]; next?: string | undefined } = await pageOf(target.filter, after);
    yield page.items;
    after = page.next;
  }
}

async function pageOf(filter: string, after: string): Promise<{ items: BulkDevice[]; next?: string | undefined }> {
  const query = {
    ...{ limit: DEVICES_MAX, fields: 'id,tags,revision' },
    ...(filter !== '' && { filter }),
    ...(after !== '' && { after }),
  };
  const { items, next } = await answerOf(rest.GET('/api/v1/devices', { params: { query } }));
  return { items: items as BulkDevice[], next };
}

function send(request: BulkRequest): Promise<BulkAnswer> {
  const params = { header: { 'Idempotency-Key': newKey() } };
  if (request.to === 'change') {
    const body = { devices: [...request.devices], change: { tags: [...request.tags] } };
    return answerOf(rest.POST('/api/v1/devices/bulk/change', { params, body }));
  }
  return answerOf(rest.POST(`/api/v1/devices/bulk/${request.to}`, { params, body: { devices: [...request.devices] } }));
}
