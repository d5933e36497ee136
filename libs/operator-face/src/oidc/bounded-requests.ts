import { isIssuerAddress } from '@twinbank/access';

/** Longest answer of an identity provider that is read: documents, keys and tokens have a few kibibytes. */
export const ANSWER_BYTES_MAX = 512 * 1024;

const WITHOUT_BODY = new Set([101, 204, 205, 304]);

/**
 * Asks an identity provider and reads its whole answer, up to a limit, as long as the signal of the request allows. No
 * redirect is followed.
 *
 * @throws TypeError if the address is not safe, nobody answers, or the answer is too long
 */
export async function boundedRequest(url: string, options: RequestInit): Promise<Response> {
  if (!isIssuerAddress(url)) throw new TypeError('the address is neither https nor on this machine');
  const response = await fetch(url, { ...options, redirect: 'manual' });
  const { status, statusText, headers } = response;
  const body = await readBody(response);
  return new Response(WITHOUT_BODY.has(status) ? null : body, { status, statusText, headers });
}

async function readBody({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > ANSWER_BYTES_MAX) throw new TypeError(`the answer has more than ${ANSWER_BYTES_MAX} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
