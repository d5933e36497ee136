import type { IncomingMessage } from 'node:http';

/**
 * How much of a body is read and thrown away after its answer: enough for the client to notice the answer, and for the longest upload that
 * is taken (24 MiB and its form), no more.
 */
const DISCARD_BYTES_MAX = 26 * 1024 * 1024;
const DISCARD_MS_MAX = 10_000;

/**
 * An answer before the end of a request's body reaches the client only if the rest of the body is still read:
 * closing a socket with unread bytes resets it, and the answer is lost. This reads and drops bytes for a while,
 * then cuts the connection [RFC 9112 §9.6].
 */
export function discardRest(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return;
  // The previous reader is detached here; doing it later would pause the request again.
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
