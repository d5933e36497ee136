import createClient, { type Client } from 'openapi-fetch';

import type { paths } from './generated/rest.js';
import { restErrorOf } from './rest-error.js';

/** The server's REST interface: `GET`, `POST`, `PATCH` and `DELETE` with the paths, parameters, bodies and answers of its OpenAPI document. */
export type RestClient = Client<paths>;

/** Where the server is, and the operator's token that each request shows. */
export interface RestClientOptions {
  /** Origin, such as `http://127.0.0.1:3000`: the paths of the document begin with `/api/v1`. */
  readonly server: string;
  readonly token: string;
}

/**
 * A client of one server. It keeps no state and tries nothing twice; {@link answerOf} turns what its calls give into the
 * answer or an error.
 */
export function createRestClient({ server, token }: RestClientOptions): RestClient {
  return createClient<paths>({
    baseUrl: server,
    headers: { authorization: `Bearer ${token}` },
    fetch: (request) =>
      fetch(request).catch((error: Error) => {
        throw new Error(`${server} cannot be reached: ${reasonOf(error)}`, { cause: error });
      }),
  });
}

/** What every call of a {@link RestClient} gives. */
interface Outcome {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The answer to a request.
 *
 * @throws RestError where the server refused it, with the problem that it named; Error where it cannot be reached
 */
export async function answerOf<Call extends Outcome>(call: Promise<Call>): Promise<NonNullable<Call['data']>> {
  const { data, error, response } = await call;
  if (!response.ok) throw restErrorOf(response.status, error);
  return data as NonNullable<Call['data']>;
}

/** What `fetch` only says in the cause of its error, and the cause by its code where it has no words. */
function reasonOf({ message, cause }: Error): string {
  const { message: reason, code } = (cause ?? {}) as { message?: string; code?: string };
  return reason || code || message;
}
