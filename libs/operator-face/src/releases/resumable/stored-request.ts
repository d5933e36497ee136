import { Readable } from 'node:stream';

import type { FastifyRequest } from 'fastify';

/**
 * A request as it would have been if the whole had come in one: it has the media type that the first request named, and the stored bytes as its
 * body. Everything else it has of the request that brought the last bytes. So whatever reads an upload reads both in the same way.
 */
export function storedRequest(
  request: FastifyRequest,
  contentType: string,
  { length, bytes }: { readonly length: number; readonly bytes: AsyncIterable<Uint8Array> },
): FastifyRequest {
  const headers = { 'content-type': contentType, 'content-length': String(length) };
  let bytesRead = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      bytesRead += piece.length;
      yield piece;
    }
  };
  // The socket is asked for the pace of the sender, which is that of the store here.
  const socket = {
    get bytesRead() {
      return bytesRead;
    },
  };
  const body = Object.assign(Readable.from(counted(), { objectMode: false }), { headers, socket });
  return Object.create(request, {
    ...{ raw: { value: body }, body: { value: body }, headers: { value: headers } },
    isMultipart: { value: () => /^multipart\/form-data/i.test(contentType) },
  }) as FastifyRequest;
}
