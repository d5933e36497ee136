import type { FastifyReply } from 'fastify';

/**
 * Marks an answer as that of a request which made something: 201, and where the new thing is found [RFC 9110 §15.3.2]. Whatever
 * makes nothing new is answered by 200.
 *
 * @param segments of the address below where the request was sent; each is encoded
 */
export function markCreated(reply: FastifyReply, ...segments: readonly (string | number)[]): void {
  const [path = ''] = reply.request.url.split('?');
  void reply
    .status(201)
    .header(
      'location',
      [path.replace(/\/+$/, ''), ...segments.map((segment) => encodeURIComponent(segment))].join('/'),
    );
}
