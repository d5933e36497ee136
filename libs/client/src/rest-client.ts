import createClient, { type Client } from 'openapi-fetch';

import { faultOf } from '@twinbank/protocol';

import type { paths } from './generated/rest.js';
import { restErrorOf } from './rest-error.js';

/** The server's REST interface: `GET`, `POST`, `PATCH` and `DELETE` with the paths, parameters, bodies and answers of its OpenAPI document. */
export type RestClient = Client<paths>;

/** Where the server is, and who sends each request. */
export interface RestClientOptions {
  /** Origin, such as `http://127.0.0.1:3000`, without a path: the paths of the document begin with `/api/v1`. */
  readonly server: string;
  /** An operator's token. */
  readonly token?: string;
  /** Instead of a token, the session of a person who signed in with a password. */
  readonly session?: SessionProof;
  /** How requests are sent; by default over the network. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** What a request under a session carries. */
export interface SessionProof {
  /** `name=value`, as the answer to the sign-in set it. */
  readonly cookie: string;
  /** Which that answer had, too: changes are refused without it. */
  readonly csrfToken: string;
}

/**
 * A client of one server. It keeps no state and does not retry; {@link answerOf} turns the result of a call into
 * the answer or an error.
 */
export function createRestClient({ server, token, session, fetch: send = fetch }: RestClientOptions): RestClient {
  const client = createClient<paths>({
    baseUrl: server,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(session && { cookie: session.cookie, 'x-csrf-token': session.csrfToken }),
    },
    fetch: (request) =>
      send(request).catch((error: Error) => {
        throw new ServerUnreachable(server, reasonOf(error), { cause: error });
      }),
  });
  client.use({ onRequest: ({ params }) => requireNames(params.path) });
  return client;
}

/**
 * A name of dots, or an empty one, would lead to another path, however it is encoded: `/products/%2e%2e/x` is `/x` [URL Standard §4.4]. Nothing
 * has such a name, so nothing is sent.
 *
 * @throws Fault `request_invalid`
 */
function requireNames(path: Readonly<Record<string, unknown>> | undefined): void {
  for (const [field, value] of Object.entries(path ?? {}))
    if (['', '.', '..'].includes(String(value)))
      throw faultOf('request_invalid', `${JSON.stringify(value)} is no name`, { field });
}

/** No answer came: the server does not run, the address is wrong, or the connection broke. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable';

  constructor(
    readonly server: string,
    readonly reason: string,
    options: ErrorOptions,
  ) {
    super(`${server} cannot be reached: ${reason}`, options);
  }
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
