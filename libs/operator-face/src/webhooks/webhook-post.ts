import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { rootCertificates } from 'node:tls';

import type { Attempt } from '@twinbank/events';
import { isFault } from '@twinbank/primitives';

import { POST_MS_MAX, refused, type WebhookNetworks } from './webhook-networks.js';

/** So much of an answer is read, so that the receiver is not cut off; nothing of it is kept. */
const ANSWER_BYTES_MAX = 64 * 1024;

/** How messages are sent, and where they may go. */
export interface PostLimits {
  readonly networks: WebhookNetworks;
  /** Certificates (PEM) that are trusted in addition to those of Node. */
  readonly ca?: string | undefined;
  readonly timeoutMs?: number;
  /** The project of the webhook; missing where it is the installation's. */
  readonly project?: string | undefined;
  /** Breaks off the attempt. */
  readonly signal?: AbortSignal;
}

/**
 * Sends one message. Redirections are not followed, a connection is never used again, and whatever the receiver does, this
 * ends in time and holds little.
 */
export function postWebhook(
  url: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  { networks, ca, timeoutMs = POST_MS_MAX, project, signal }: PostLimits,
): Promise<Attempt> {
  const target = new URL(url);
  const tls = target.protocol === 'https:';
  const literal = target.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !networks.permits(literal, tls)) return Promise.resolve(failed(refused(literal)));
  return new Promise((resolve) => {
    const request = (tls ? requestHttps : requestHttp)(target, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      agent: false,
      lookup: networks.lookup(tls, project),
      ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
      ...(signal && { signal }),
    });
    let answer: IncomingMessage | undefined;
    let problem: unknown = new Error('the connection was closed without an answer');
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      request.destroy(new TimeoutError());
    }, timeoutMs);
    request.once('socket', (socket) => socket.once('connect', () => check(socket, networks, tls)));
    request.on('error', (error) => (problem = error));
    request.once('response', (response) => {
      answer = response;
      readSome(response);
    });
    request.once('close', () => {
      clearTimeout(timer);
      const attempt = answer === undefined ? failed(problem) : answered(answer.statusCode!);
      resolve({ ...attempt, ...(hung && { hung }) });
    });
    request.end(body);
  });
}

class TimeoutError extends Error {}

/** The address that the connection really has is looked at once more. */
function check(socket: Socket, networks: WebhookNetworks, tls: boolean): void {
  const { remoteAddress = '' } = socket;
  if (!networks.permits(remoteAddress, tls)) socket.destroy(refused(remoteAddress));
}

function readSome(response: IncomingMessage): void {
  let read = 0;
  response.on('error', () => undefined);
  response.on('data', (chunk: Uint8Array) => {
    read += chunk.length;
    if (read > ANSWER_BYTES_MAX) response.destroy();
  });
}

function answered(status: number): Attempt {
  if (status >= 200 && status < 300) return { taken: true, status };
  return { taken: false, status, fault: status >= 300 && status < 400 ? 'webhook_redirected' : 'webhook_refused' };
}

function failed(error: unknown): Attempt {
  if (isFault(error)) return { taken: false, fault: error.code };
  return { taken: false, fault: error instanceof TimeoutError ? 'webhook_timeout' : 'webhook_unreachable' };
}
