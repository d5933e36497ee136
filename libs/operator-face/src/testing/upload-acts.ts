import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { PARTIAL_UPLOAD_MEDIA_TYPE } from '@twinbank/http';

import type { Form } from './forms.js';
import type { Answer, Sent, ServerUnderTest } from './server-under-test.js';

/** Who sends, and to which server: by default an administrator to the one under test. */
type Way = Pick<Sent, 'scope' | 'headers'>;

/** `Repr-Digest` of bytes [RFC 9530]. */
export const digestField = (bytes: Uint8Array): string =>
  `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;

/** Begins an upload of a form or package, with no bytes. */
export const beginUpload = (
  server: ServerUnderTest,
  product: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array },
  way: Way & { readonly said?: Record<string, string> } = {},
): Promise<Answer> =>
  server.send('POST', `products/${product}/releases`, {
    ...(way.scope && { scope: way.scope }),
    headers: {
      ...headers,
      ...{ 'upload-complete': '?0', 'upload-length': String(body.length), 'repr-digest': digestField(body) },
      ...way.headers,
      ...way.said,
    },
  });

/** Adds bytes at an offset. */
export const addBytes = (
  server: ServerUnderTest,
  address: string,
  { offset, bytes, last = false }: { readonly offset: number; readonly bytes: Uint8Array; readonly last?: boolean },
  way: Way = {},
): Promise<Answer> =>
  server.send('PATCH', address, {
    ...(way.scope && { scope: way.scope }),
    body: bytes,
    headers: {
      ...{ 'content-type': PARTIAL_UPLOAD_MEDIA_TYPE, 'upload-offset': String(offset) },
      ...{ 'upload-complete': last ? '?1' : '?0' },
      ...way.headers,
    },
  });

/** Opens a connection on which the rest of a form is announced, and sends some of it. */
export async function sendSome(
  origin: string,
  address: string,
  { token, form, offset, bytes }: { token: string; form: Form; offset: number; bytes: number },
): Promise<{ readonly socket: Socket; readonly answer: () => string }> {
  const { port, hostname } = new URL(origin);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const head = [
    ...[`PATCH ${address} HTTP/1.1`, 'host: x', `authorization: Bearer ${token}`],
    ...[`content-type: ${PARTIAL_UPLOAD_MEDIA_TYPE}`, `content-length: ${form.body.length - offset}`],
    ...[`upload-offset: ${offset}`, 'upload-complete: ?1'],
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(form.body.subarray(offset, offset + bytes));
  return { socket, answer: () => received };
}
