import createClient, { type Client } from 'openapi-fetch';

import type { paths } from './generated/rest.js';
import { restErrorOf } from './rest-error.js';

/** The server's REST interface: `GET`, `POST`, `PATCH` and `DELETE` with the paths, parameters, bodies and answers of its OpenAPI document. */
export type RestClient = Client<paths>;

/** Where the server is, and the operator's token for each request. */
export interface RestClientOptions {
  /** Origin, such as `http://127.0.0.1:3000`, without a path: the paths of the document begin with `/api/v1`. */
  readonly server: string;
  readonly token: string;
}

/**
 * A client of one server. It keeps no state and does not retry; {@link answerOf} turns the result of a call into
 * the answer or an error.
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

/** The result of every call of a {@link RestClient}. */
interface Outcome {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The answer to a request.
 *
 * @throws RestError if the server refused it, with the problem that it returned; Error if it cannot be reached
 */
export async function answerOf<Call extends Outcome>(call: Promise<Call>): Promise<NonNullable<Call['data']>> {
  const { data, error, response } = await call;
  if (!response.ok) throw restErrorOf(response.status, error);
  return data as NonNullable<Call['data']>;
}

/** The reason, which `fetch` puts only into the cause of its error; the cause's code if it has no message. */
function reasonOf({ message, cause }: Error): string {
  const { message: reason, code } = (cause ?? {}) as { message?: string; code?: string };
  return reason || code || message;
}
