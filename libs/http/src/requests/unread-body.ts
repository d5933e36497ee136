import type { IncomingMessage } from 'node:http';

/** What is read and thrown away of a body after its answer: enough for the client to notice the answer, no more. */
const DISCARD_BYTES_MAX = 16 * 1024 * 1024;
const DISCARD_MS_MAX = 10_000;

/**
 * Answers that come before the end of a request's body reach the client only where the rest is still read: a socket that is closed
 * with unread bytes is reset, and the answer is lost with it. This reads on for a while without keeping anything, then cuts the
 * connection [RFC 9112 §9.6].
 */
export function discardRest(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return;
  // Whoever was reading lets go here: were it later, that would pause the request again.
  request.unpipe();
  let discarded = 0;
  const timer = setTimeout(() => request.destroy(), DISCARD_MS_MAX);
  timer.unref();
  request.on('data', (chunk: Uint8Array) => {
    discarded += chunk.length;
    if (discarded > DISCARD_BYTES_MAX) request.destroy();
  });
  request.on('error', () => undefined);
  request.once('close', () => clearTimeout(timer));
  request.once('end', () => clearTimeout(timer));
  request.resume();
}
