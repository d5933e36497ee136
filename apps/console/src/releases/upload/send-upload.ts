import { csrfHeaders } from '../../server/rest.js';
import { sendLast, type Uploaded } from './exchange.js';
import { LongUpload } from './long-upload.js';
import { formFields, formFiles, PACKAGE_TYPE, percentOf, type UploadFields, type UploadOrder } from './upload-order.js';
import { wayOf } from './upload-way.js';

/** How an upload goes. */
export interface Sent {
  /** Undefined where the browser does not know. */
  readonly percent: number | undefined;
  /** Waiting: the connection was lost, and it goes on by itself. */
  readonly state: 'sending' | 'waiting' | 'paused';
}

/** An upload that is under way. */
export interface Upload {
  /** What became of it. Rejects with what the server refused, with ServerUnreachable, or with {@link UploadCancelled}. */
  readonly done: Promise<Uploaded>;
  cancel(): void;
  /** Where it can pause: a long one. */
  readonly pause?: () => void;
  readonly resume?: () => void;
}

/** From so many bytes on, an upload comes in several requests: for a shorter one, asking costs more than sending it again. */
const LONG_FROM = 512 * 1024;

/** The address to which releases of a product are uploaded. */
export const uploadPath = (product: string): string => `/api/v1/products/${encodeURIComponent(product)}/releases`;

/** Sends a release. @param onSent is told how it goes */
export function sendUpload(order: UploadOrder, onSent: (sent: Sent) => void): Upload {
  const { product, file, map, fields } = order;
  if (file.size + (map?.size ?? 0) >= LONG_FROM) return sendLong(order, onSent);
  const { done, abort } = sendLast(
    {
      ...{ method: 'POST', path: uploadPath(product) },
      headers: { ...csrfHeaders(), ...(fields === undefined && { 'content-type': PACKAGE_TYPE }) },
      body: fields === undefined ? file : formOf({ product, file, map, fields }),
    },
    (loaded, total) => onSent({ percent: percentOf(loaded, total), state: 'sending' }),
  );
  return { done, cancel: abort };
}

function sendLong(order: UploadOrder, onSent: (sent: Sent) => void): Upload {
  const { way, length } = wayOf(order);
  const upload = new LongUpload(way, ({ sent, state }) => onSent({ percent: percentOf(sent, length), state }));
  return {
    done: upload.done,
    cancel: () => upload.cancel(),
    pause: () => upload.pause(),
    resume: () => upload.resume(),
  };
}

/** The form, with the file at its end. */
function formOf({ file, map, fields }: UploadOrder & { readonly fields: UploadFields }): FormData {
  const form = new FormData();
  for (const [name, value] of formFields(fields)) form.append(name, value);
  for (const [name, sent] of formFiles(file, map)) form.append(name, sent, sent.name);
  return form;
}
