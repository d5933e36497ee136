import type { FastifyReply } from 'fastify';

/**
 * Marks an answer as that of a request which created something: 201, with the location of the new thing [RFC 9110
 * §15.3.2]. A request that creates nothing new is answered with 200.
 *
 * @param segments of the path below that of the request; each is encoded
 */
export function markCreated(reply: FastifyReply, ...segments: readonly (string | number)[]): void {
  const [path = ''] = reply.request.url.split('?');
  void reply.status(201).header('location', pathOf([path.replace(/\/+$/, '')], segments));
}

/** The path of a thing: a prefix, and segments below it, each of which is encoded. */
export const pathOf = (prefix: readonly string[], segments: readonly (string | number)[]): string =>
  [...prefix, ...segments.map((segment) => encodeURIComponent(segment))].join('/');
