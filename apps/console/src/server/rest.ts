import { createRestClient } from '@twinbank/client';

import { endsSession } from './refusals.js';
import { Rehearsal } from './rehearsal.js';
import { OrderPlace, UnansweredOrders, type OrderEnd, type SaidOrder } from './unanswered.js';

/** The header by which a page of this server shows that a change is its own. */
const CSRF_HEADER = 'x-csrf-token';
const KEY_HEADER = 'idempotency-key';
const KEY_BYTES = 16;

let csrfToken: string | undefined;
let onSignedOut = (): void => undefined;
const unanswered = new UnansweredOrders();

/** By which an order is looked at before it is given. */
export const rehearsal = new Rehearsal();

/** A place from which orders are given, such as a dialog. */
export const orderPlace = (): OrderPlace => new OrderPlace(unanswered);

/** Remembers what {@link rest} sends with every request from now on: each session has a token of its own. */
export function rememberCsrfToken({ csrfToken: token }: { readonly csrfToken?: string | undefined }): void {
  csrfToken = token;
}

/** Forgets what a person ordered: the next one is somebody else. */
export const forgetOrders = (): void => unanswered.clear();

/** What a request that is not sent by {@link rest} carries to show that it comes from this page. */
export const csrfHeaders = (): Readonly<Record<string, string>> =>
  csrfToken === undefined ? {} : { [CSRF_HEADER]: csrfToken };

/** Has something done where the answer to any request, a question or an order, says that nobody is signed in any more. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** The REST interface of the server that this page comes from, under the session of the browser. */
export const rest = createRestClient({
  server: window.location.origin,
  fetch: async (request) => {
    if (csrfToken !== undefined) request.headers.set(CSRF_HEADER, csrfToken);
    const key = request.headers.get(KEY_HEADER);
    return key === null ? answered(request) : ordered(request, key);
  },
});

/** Sends an order, with the key that it had before if nobody knows what became of it then. */
async function ordered(request: Request, fresh: string): Promise<Response> {
  rehearsal.take(request);
  const order = await saidBy(request);
  const key = unanswered.keyOf(order, fresh);
  request.headers.set(KEY_HEADER, key);
  let end: OrderEnd = 'unanswered';
  try {
    const response = await answered(request);
    end = { status: response.status, code: await codeOf(response) };
    return response;
  } finally {
    unanswered.ended(order, key, end);
  }
}

async function answered(request: Request): Promise<Response> {
  const response = await fetch(request);
  noteRefusal(await codeOf(response));
  return response;
}

/** Has it done that nobody is signed in any more, if a fault says so. */
export function noteRefusal(code: string | undefined): void {
  if (endsSession(code)) onSignedOut();
}

async function saidBy(request: Request): Promise<SaidOrder> {
  const { method, url, headers } = request;
  return { method, url, revision: headers.get('if-match'), body: await request.clone().text() };
}

/** The fault in a refusal, which stays to be read; undefined in any other answer. */
async function codeOf(response: Response): Promise<string | undefined> {
  if (response.ok) return undefined;
  const problem = (await response
    .clone()
    .json()
    .catch(() => undefined)) as { readonly code?: unknown } | null | undefined;
  return typeof problem?.code === 'string' ? problem.code : undefined;
}

/** A new `Idempotency-Key`. `crypto.randomUUID` is missing where a page is not served over TLS. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('');
