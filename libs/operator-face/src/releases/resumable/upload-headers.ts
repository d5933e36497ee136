import type { FastifyReply } from 'fastify';

import type { Upload } from '@twinbank/database';
import { pathOf } from '@twinbank/http';
import { isFault } from '@twinbank/primitives';

import { API_PREFIX } from '../../http/api-prefix.js';
import { uploadBytesMax } from '../upload-bounds.js';

/** The address of a release. */
export const releasePath = (product: string, version: string): string =>
  pathOf([`/${API_PREFIX}`], ['products', product, 'releases', version]);

/** The address of an upload. */
export const uploadPath = ({ product, id }: Pick<Upload, 'product' | 'id'>): string =>
  pathOf([`/${API_PREFIX}`], ['products', product, 'uploads', id]);

/** Says in the header where an upload stands, and within which limits it goes on. */
export function sayWhereItStands(reply: FastifyReply, upload: Upload, secondsLeft: number): void {
  const { received, length, release, contentType } = upload;
  void reply.headers({
    'upload-offset': String(received),
    'upload-complete': release === undefined ? '?0' : '?1',
    'upload-length': String(length),
    'upload-limit': `max-size=${uploadBytesMax(contentType)}, min-size=1, max-age=${secondsLeft}`,
  });
  // Whoever missed the answer finds the release.
  if (release !== undefined) void reply.header('location', releasePath(upload.product, release));
}

/** Says in the header what the draft wants to stand there beside a refusal. */
export function sayBeside(reply: FastifyReply, product: string, error: unknown): void {
  if (!isFault(error)) return;
  const { offset, release } = error.facts;
  if (error.code === 'upload_offset_mismatched') void reply.header('upload-offset', String(offset));
  if (error.code === 'upload_complete') void reply.header('location', releasePath(product, String(release)));
}
