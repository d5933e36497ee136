import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useRef, useState } from 'react';

/** An order that is given at a click. */
export interface Giving {
  /** Gives it, unless one is under way; then what it says is asked for anew. Done only if the server took it. */
  give(order: () => Promise<unknown>, done?: () => void): void;
  readonly isUnderWay: boolean;
  /** Why the last one was refused. */
  readonly error: Error | undefined;
  /** Forgets the refusal. */
  clear(): void;
}

/**
 * Gives one order at a time. Unlike a mutation it keeps no answer: some have a secret that is shown once.
 *
 * @param stale the queries whose answers an order may change, also one that was refused
 */
export function useGiving(...stale: readonly QueryKey[]): Giving {
  const queries = useQueryClient();
  const [isUnderWay, setUnderWay] = useState(false);
  const [error, setError] = useState<Error>();
  const guard = useRef(false);
  const carryOut = async (order: () => Promise<unknown>, done?: () => void): Promise<void> => {
    guard.current = true;
    setUnderWay(true);
    setError(undefined);
    try {
      await order();
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
      if (!guard.current) void carryOut(order, done);
    },
    isUnderWay,
    error,
    clear: () => setError(undefined),
  };
}
