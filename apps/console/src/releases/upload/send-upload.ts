import { restErrorOf, ServerUnreachable } from '@twinbank/client';

import { csrfHeaders, noteRefusal } from '../../server/rest.js';
import type { ReleaseDetail } from '../releases.js';
import { formFields, PACKAGE_TYPE, percentOf, type UploadFields } from './upload-order.js';

/** A file, and what is said beside it; a package needs nothing beside it. */
export interface UploadOrder {
  readonly product: string;
  readonly file: File;
  /** Undefined for a package. */
  readonly fields: UploadFields | undefined;
}

/** What became of an upload. */
export interface Uploaded {
  readonly release: ReleaseDetail;
  /** Whether the same upload came before: nothing was changed. */
  readonly isRepeat: boolean;
}

/** An upload that is under way. */
export interface Upload {
  /** What became of it. Rejects with what the server refused, with ServerUnreachable, or with {@link UploadCancelled}. */
  readonly done: Promise<Uploaded>;
  cancel(): void;
}

/** Somebody ended the upload; nothing is kept of what was sent. */
export class UploadCancelled extends Error {
  override readonly name = 'UploadCancelled';
}

/** How long nothing of a file goes out before the connection counts as lost, in milliseconds; then nobody has to wait for the browser, which waits for minutes. */
const STALLED_MS = 60_000;
/** The same for the answer, once all of it was sent: the server looks into the file. */
const UNANSWERED_MS = 180_000;

/** The address to which releases of a product are uploaded. */
export const uploadPath = (product: string): string => `/api/v1/products/${encodeURIComponent(product)}/releases`;

/**
 * Sends a release. XMLHttpRequest, because `fetch` does not say how much was sent.
 *
 * @param onSent is told how much was sent, in percent
 */
export function sendUpload(
  { product, file, fields }: UploadOrder,
  onSent: (percent: number | undefined) => void,
): Upload {
  const request = new XMLHttpRequest();
  request.open('POST', uploadPath(product));
  for (const [name, value] of Object.entries(csrfHeaders())) request.setRequestHeader(name, value);
  if (fields === undefined) request.setRequestHeader('content-type', PACKAGE_TYPE);
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
      onSent(percentOf(loaded, total));
    });
    request.upload.addEventListener('load', () => wait(UNANSWERED_MS));
    request.addEventListener('loadend', () => clearTimeout(patience));
    request.addEventListener('load', () => {
      const body = parsed(request.responseText);
      if (request.status === 200 || request.status === 201)
        resolve({ release: body as ReleaseDetail, isRepeat: request.status === 200 });
      else {
        const refusal = restErrorOf(request.status, body);
        noteRefusal(refusal.code);
        reject(refusal);
      }
    });
    request.addEventListener('error', lost);
    request.addEventListener('abort', () => reject(new UploadCancelled('the upload was cancelled')));
  });
  request.send(fields === undefined ? file : formOf(file, fields));
  return { done, cancel: () => request.abort() };
}

/** The form, with the file at its end. */
function formOf(file: File, fields: UploadFields): FormData {
  const form = new FormData();
  for (const [name, value] of formFields(fields)) form.append(name, value);
  form.append('image', file, file.name);
  return form;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
