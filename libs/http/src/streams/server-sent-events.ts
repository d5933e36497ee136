/** Media type of server-sent events [HTML §9.2]. */
export const SSE_MEDIA_TYPE = 'text/event-stream';

/** One event on the stream; a client that reconnects sends the last id as `Last-Event-ID`. */
export interface ServerSentEvent {
  readonly id?: string;
  /** One word, without a line break. */
  readonly event: string;
  readonly data: object;
}

/** The event as it is sent. JSON contains no line breaks, so one `data:` line is enough. */
export function formatServerSentEvent({ id, event, data }: ServerSentEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A comment, sent so that proxies and clients do not take silence for a lost connection. */
export const SSE_HEARTBEAT = ': still here\n\n';
