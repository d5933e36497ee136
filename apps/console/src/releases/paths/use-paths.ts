import { useQuery } from '@tanstack/react-query';

import { answerOf } from '@twinbank/client';

import { isRefusal } from '../../server/refusals.js';
import { rest } from '../../server/rest.js';
import type { Mode } from './paths.js';

/** How often it is asked for again where the server is busy, and how long that waits at most, in milliseconds. */
const REPEATS = 5;
const DELAY_MAX_MS = 4000;

/** The ways to a release. The server looks at every device for it, so it is asked again only by whoever wants it. */
export const usePaths = (product: string, version: string, mode: Mode) =>
  useQuery({
    queryKey: ['paths', product, version, mode],
    queryFn: ({ signal }) =>
      answerOf(
        rest.GET('/api/v1/products/{product}/releases/{version}/paths', {
          params: { path: { product, version }, query: { mode } },
          signal,
        }),
      ),
    staleTime: Infinity,
    // It shows when it was looked at; what is older than a visit of the page is not shown again.
    gcTime: 0,
    retry: (count, error) => count < REPEATS && !isRefusal(error),
    retryDelay: (count) => Math.min(500 * 2 ** count, DELAY_MAX_MS),
  });
