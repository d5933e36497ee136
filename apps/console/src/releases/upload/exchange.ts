import { restErrorOf, ServerUnreachable } from '@twinbank/client';

import { noteRefusal } from '../../server/rest.js';
import type { ReleaseDetail } from '../releases.js';
import { UploadCancelled } from './long-upload.js';

/** What became of an upload. */
export interface Uploaded {
  readonly release: ReleaseDetail;
  /** Whether the same upload came before: nothing was changed. */
  readonly isRepeat: boolean;
}

/** How long nothing of a file goes out before the connection counts as lost, in milliseconds; then nobody has to wait for the browser, which waits for minutes. */
const STALLED_MS = 60_000;
/** The same for the answer, once all of it was sent: the server looks into the file. */
const UNANSWERED_MS = 180_000;

/** A request that brings the end of an upload. */
export interface LastRequest {
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: XMLHttpRequestBodyInit;
}

/**
 * Sends the end of an upload, which is answered as the whole. XMLHttpRequest, because `fetch` does not say how much was sent.
 *
 * @param onSent is told how many bytes went out, of how many; none if the browser does not know
 * @returns what became of it: rejects with what the server refused, with ServerUnreachable, or with {@link UploadCancelled}
 */
export function sendLast(
  { method, path, headers, body }: LastRequest,
  onSent: (loaded: number, total: number) => void,
): { readonly done: Promise<Uploaded>; readonly abort: () => void } {
  const request = new XMLHttpRequest();
  request.open(method, path);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  const done = new Promise<Uploaded>((resolve, reject) => {
    const lost = (): void =>
      reject(new ServerUnreachable(window.location.origin, 'the connection was lost during the upload', {}));
    let patience: ReturnType<typeof setTimeout> | undefined;
    const wait = (ms: number): void => {
      clearTimeout(patience);
      patience = setTimeout(() => {
        lost();
        request.abort();
      }, ms);
    };
    wait(STALLED_MS);
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      wait(STALLED_MS);
      onSent(loaded, total);
    });
    request.upload.addEventListener('load', () => wait(UNANSWERED_MS));
    request.addEventListener('loadend', () => clearTimeout(patience));
    request.addEventListener('load', () => {
      const said = parsed(request.responseText);
      if (request.status === 200 || request.status === 201)
        resolve({ release: said as ReleaseDetail, isRepeat: request.status === 200 });
      else {
        const refusal = restErrorOf(request.status, said);
        noteRefusal(refusal.code);
        reject(refusal);
      }
    });
    request.addEventListener('error', lost);
    request.addEventListener('abort', () => reject(new UploadCancelled('the upload was cancelled')));
  });
  request.send(body);
  return { done, abort: () => request.abort() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
