import type { Readable } from 'node:stream';

import type { FastifyRequest } from 'fastify';

import { atItsPace, discardRest } from '@twinbank/http';
import { PACKAGE_BYTES_MAX, PACKAGE_HEAD_BYTES, PACKAGE_MEDIA_TYPE, packageLength } from '@twinbank/package';
import { concatBytes, isFault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

const TYPE = new RegExp(`^${PACKAGE_MEDIA_TYPE.replaceAll('.', '\\.')}\\s*(;|$)`, 'i');

/** Whether a request brings a release package, by its media type. */
export const bringsPackage = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  TYPE.test(headers['content-type'] ?? '');

/**
 * Reads the package that is the body of a request. As soon as its head is there, what it says of its length is the limit.
 *
 * @throws Fault `package_invalid`, `package_truncated`, `package_too_large`, `upload_incomplete`, `request_timeout`
 */
export async function readPackage(request: FastifyRequest): Promise<Uint8Array> {
  try {
    if (Number(request.headers['content-length'] ?? 0) > PACKAGE_BYTES_MAX) throw tooLarge();
    const file = await collect(request);
    discardRest(request.raw);
    return file;
  } catch (error) {
    discardRest(request.raw);
    if (isFault(error)) throw error;
    throw faultOf('upload_incomplete');
  }
}

async function collect(request: FastifyRequest): Promise<Uint8Array> {
  const body = request.body as Readable | null | undefined;
  if (typeof body?.iterator !== 'function') return new Uint8Array(0);
  // What is left of the body is discarded by the caller: destroyed, it would take the answer with it.
  const all = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  const chunks: Uint8Array[] = [];
  let [length, limit] = [0, PACKAGE_BYTES_MAX];
  let read = false;
  for await (const chunk of atItsPace(all, request.raw)) {
    length += chunk.length;
    chunks.push(chunk);
    if (!read && length >= PACKAGE_HEAD_BYTES) {
      limit = packageLength(concatBytes(...chunks));
      read = true;
    }
    // One byte too many is kept: whoever decodes it says where it is.
    if (length > limit) return concatBytes(...chunks).subarray(0, limit + 1);
  }
  return concatBytes(...chunks);
}

const tooLarge = (): Error =>
  faultOf('package_too_large', `a package has at most ${PACKAGE_BYTES_MAX} bytes`, { limit: PACKAGE_BYTES_MAX });
