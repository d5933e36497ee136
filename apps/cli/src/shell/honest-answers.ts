import type { RestClient } from '@twinbank/client';

import { CliProblem } from './problem.js';

type Middleware = Parameters<RestClient['use']>[0];

/** What is looked at in each answer before anything is read from it. */
export const HONEST_ANSWERS: Middleware = { onResponse: ({ response }) => requireHere(response) };

/**
 * An answer that points elsewhere is not followed: token, password and image would go to whoever it names.
 *
 * @throws CliProblem `server_elsewhere`
 */
function requireHere({ status, headers, url }: Response): void {
  if (status < 300 || status > 399 || status === 304) return;
  const there = URL.parse(headers.get('location') ?? '', url === '' ? undefined : url)?.origin;
  throw new CliProblem('server_elsewhere', `it answers ${status}: go to ${there ?? 'another place'}`);
}
