import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import type { SaidRequest } from '../server/rehearsal.js';
import { orderPlace, rehearsal } from '../server/rest.js';
import type { OrderPlace } from '../server/unanswered.js';

/** An order that is given at a click. */
export interface Giving {
  /** Gives it, unless one is under way; then what it says is asked for anew. Done only if the server took it. */
  give(order: () => Promise<unknown>, done?: () => void): void;
  /** What the order would send that a function gives by {@link give}; nothing is sent. Undefined while one is under way. */
  lookAt(giveIt: () => void): Promise<SaidRequest | undefined>;
  readonly isUnderWay: boolean;
  /** Why the last one was refused. */
  readonly error: Error | undefined;
  /** Forgets the refusal. */
  clear(): void;
}

/** The place of a component, from which orders are given as long as it is shown. */
export function useOrderPlace(): OrderPlace {
  const [place] = useState(orderPlace);
  useEffect(() => {
    place.enter();
    return () => place.leave();
  }, [place]);
  return place;
}

/**
 * Gives one order at a time. Unlike a mutation it keeps no answer: some have a secret that is shown once.
 *
 * @param stale the queries whose answers an order may change, also one that was refused
 */
export function useGiving(...stale: readonly QueryKey[]): Giving {
  const queries = useQueryClient();
  const place = useOrderPlace();
  const [isUnderWay, setUnderWay] = useState(false);
  const [error, setError] = useState<Error>();
  const guard = useRef(false);
  const looker = useRef<(order: () => Promise<unknown>) => void>(undefined);
  const carryOut = async (order: () => Promise<unknown>, done?: () => void): Promise<void> => {
    guard.current = true;
    setUnderWay(true);
    setError(undefined);
    try {
      await rehearsal.ended();
      await place.carryOut(order);
      done?.();
    } catch (reason) {
      setError(reason instanceof Error ? reason : new Error(String(reason)));
    } finally {
      guard.current = false;
      setUnderWay(false);
    }
    await Promise.all(stale.map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
  return {
    give: (order, done) => {
      if (looker.current) looker.current(order);
      else if (!guard.current) void carryOut(order, done);
    },
    lookAt: async (giveIt) => {
      let looked: (() => Promise<unknown>) | undefined;
      looker.current = (order) => (looked = order);
      try {
        giveIt();
      } finally {
        looker.current = undefined;
      }
      return looked === undefined || guard.current ? undefined : rehearsal.of(looked);
    },
    isUnderWay,
    error,
    clear: () => setError(undefined),
  };
}
