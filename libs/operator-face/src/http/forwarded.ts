import { isIP } from 'node:net';

import type { FastifyInstance } from 'fastify';

/** Longest header that is looked at; proxies chain a few addresses. */
const HEADER_MAX = 4096;

/**
 * The addresses at the end of `X-Forwarded-For`, up to the first text that is none: what stands before it was written by
 * somebody whom no proxy vouches for. Ports, which some proxies add, are dropped. Undefined if there is no address.
 */
export function readableForwarded(header: string): string | undefined {
  const addresses: string[] = [];
  for (const text of header.slice(-HEADER_MAX).split(',').reverse()) {
    const address = addressOf(text.trim());
    if (address === undefined) break;
    addresses.unshift(address);
  }
  return addresses.length === 0 ? undefined : addresses.join(', ');
}

function addressOf(text: string): string | undefined {
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return isIP(bare) === 0 || bare.includes('%') ? undefined : bare;
}

/**
 * Leaves only addresses in the header by which trusted proxies say who the client is. Fastify then takes the last one
 * that is no trusted proxy itself. Call it before anything reads the address of a request.
 */
export function readForwarded(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw: { headers } }, _reply, done) => {
    const header = headers['x-forwarded-for'];
    if (header !== undefined) {
      const readable = readableForwarded([header].flat().join(','));
      if (readable === undefined) delete headers['x-forwarded-for'];
      else headers['x-forwarded-for'] = readable;
    }
    done();
  });
}
