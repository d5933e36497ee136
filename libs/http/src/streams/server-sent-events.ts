/** Media type of server-sent events [HTML §9.2]. */
export const SSE_MEDIA_TYPE = 'text/event-stream';

/** One event on the stream; with an id the client repeats it as `Last-Event-ID` when it connects again. */
export interface ServerSentEvent {
  readonly id?: string;
  /** One word: never holds a line break. */
  readonly event: string;
  readonly data: object;
}

/** The event as it goes over the wire. JSON holds no line breaks, so one `data:` line is enough. */
export function formatServerSentEvent({ id, event, data }: ServerSentEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A comment that keeps proxies and clients from taking silence for a lost connection. */
export const SSE_HEARTBEAT = ': still here\n\n';
