import { answerOf, RestError, ServerUnreachable } from '@twinbank/client';

import { csrfHeaders, rest } from '../../server/rest.js';
import { sendLast, type Uploaded } from './exchange.js';
import type { Outgoing, Stand, UploadWay } from './long-upload.js';
import { formFields, formFiles, PACKAGE_TYPE, type UploadFields, type UploadOrder } from './upload-order.js';

/** Refusals that say nothing of what is uploaded. Behind the first, a proxy answers for a server that is away. */
const PASSING: readonly string[] = [
  ...['http_502', 'http_503', 'http_504', 'overloaded', 'rate_limited'],
  ...['upload_offset_mismatched', 'upload_taken_over', 'upload_incomplete', 'request_timeout'],
];
const BOUNDARY_BYTES = 16;

/** The way of a long upload to the server that this page comes from; nothing is sent yet. */
export function wayOf({ product, file, map, fields }: UploadOrder): { way: UploadWay<Uploaded>; length: number } {
  const { contentType, body } =
    fields === undefined ? { contentType: PACKAGE_TYPE, body: file } : formOf({ product, file, map, fields });
  const path = (id: string) => ({ params: { path: { product, upload: id } } });
  const way: UploadWay<Uploaded> = {
    begin: async () => {
      const call = rest.POST('/api/v1/products/{product}/releases', {
        params: { path: { product } },
        body: {} as never,
        bodySerializer: () => undefined,
        headers: { 'content-type': contentType, 'upload-complete': '?0', 'upload-length': String(body.size) },
      });
      return standOf((await answerOf(call)) as Answer);
    },
    stand: async (id) => standOf(await answerOf(rest.GET('/api/v1/products/{product}/uploads/{upload}', path(id)))),
    became: async (version) => {
      const one = { params: { path: { product, version } } };
      const call = rest.GET('/api/v1/products/{product}/releases/{version}', one);
      return { release: await answerOf(call), isRepeat: false };
    },
    remove: async (id) => void (await answerOf(rest.DELETE('/api/v1/products/{product}/uploads/{upload}', path(id)))),
    rest: (stand, onSent) => restOf({ product, body, stand, onSent }),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    isPassing: (error) =>
      error instanceof ServerUnreachable || (error instanceof RestError && PASSING.includes(error.code)),
  };
  return { way, length: body.size };
}

interface Answer {
  readonly id: string;
  readonly offset: number;
  readonly release?: string;
}
const standOf = ({ id, offset, release }: Answer): Stand => ({ id, offset, release });

interface Rest {
  readonly product: string;
  readonly body: Blob;
  readonly stand: Stand;
  readonly onSent: (bytes: number) => void;
}

function restOf({ product, body, stand: { id, offset }, onSent }: Rest): Outgoing<Uploaded> {
  const headers = { 'content-type': 'application/partial-upload', 'upload-offset': String(offset) };
  return sendLast(
    {
      method: 'PATCH',
      path: `/api/v1/products/${encodeURIComponent(product)}/uploads/${encodeURIComponent(id)}`,
      headers: { ...csrfHeaders(), ...headers, 'upload-complete': '?1' },
      body: body.slice(offset),
    },
    onSent,
  );
}

/** The form as it is sent, with the file at its end: which bytes of it are which has to be so each time. */
function formOf({ file, map, fields }: UploadOrder & { readonly fields: UploadFields }): {
  contentType: string;
  body: Blob;
} {
  const random = crypto.getRandomValues(new Uint8Array(BOUNDARY_BYTES));
  const boundary = `twinbank-${[...random].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  const head = (lines: readonly string[]): string => `--${boundary}\r\n${lines.join('\r\n')}\r\n\r\n`;
  const texts = formFields(fields).map(
    ([name, value]) => `${head([`content-disposition: form-data; name="${name}"`])}${value}\r\n`,
  );
  const files = formFiles(file, map).flatMap(([field, sent]) => [
    head([
      `content-disposition: form-data; name="${field}"; filename="${sent.name.replace(/[\r\n"]/g, encodeURIComponent)}"`,
      'content-type: application/octet-stream',
    ]),
    sent,
    '\r\n',
  ]);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: new Blob([...texts, ...files, `--${boundary}--\r\n`]),
  };
}
