import { Readable } from 'node:stream';

import type { FastifyRequest } from 'fastify';

import { withoutPace } from '@twinbank/http';

/** A stored body as a request, and whether all of it could be read. */
export interface StoredRequest {
  readonly request: FastifyRequest;
  /**
   * What the source of the bytes threw, if it did. Whoever reads the request takes that for a sender who broke off, and refuses the upload;
   * but it is the store that failed, and the upload is as good as before.
   */
  readonly broke: () => { readonly error: unknown } | undefined;
}

/**
 * A request as it would have been if the whole had come in one: it has the media type that the first request named, and the stored bytes as its
 * body, for whose pace no sender is to blame. Everything else it has of the request that brought the last bytes. So whatever reads an upload
 * reads both in the same way.
 */
export function storedRequest(
  request: FastifyRequest,
  contentType: string,
  { length, bytes }: { readonly length: number; readonly bytes: AsyncIterable<Uint8Array> },
): StoredRequest {
  const headers = { 'content-type': contentType, 'content-length': String(length) };
  let broke: { readonly error: unknown } | undefined;
  const watched = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* bytes;
    } catch (error) {
      broke = { error };
      throw error;
    }
  };
  const body = withoutPace(Object.assign(Readable.from(watched(), { objectMode: false }), { headers }));
  const whole = Object.create(request, {
    ...{ raw: { value: body }, body: { value: body }, headers: { value: headers } },
    isMultipart: { value: () => /^multipart\/form-data/i.test(contentType) },
  }) as FastifyRequest;
  return { request: whole, broke: () => broke };
}
