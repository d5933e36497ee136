import { isIP } from 'node:net';

/** What is wrong with the network of a trusted proxy; undefined if nothing is. */
export function networkProblem(text: string): string | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  const kind = isIP(address);
  const most = kind === 4 ? 32 : 128;
  const isPrefix = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most);
  return kind !== 0 && !address.includes('%') && isPrefix && rest.length === 0
    ? undefined
    : 'must be addresses or networks such as 10.0.0.0/8, with commas between them';
}

/** What is wrong with a network that webhooks may be sent to; undefined if nothing is. */
export function webhookNetworkProblem(text: string): string | undefined {
  const isNetwork = text === 'public' || (text.includes('/') && networkProblem(text) === undefined);
  return isNetwork ? undefined : 'must be `public` and networks such as 10.1.0.0/16, with commas between them';
}

/** What is wrong with an origin; undefined if nothing is. */
export function originProblem(text: string): string | undefined {
  return /^https?:/.test(text) && !text.includes('*') && URL.canParse(text) && new URL(text).origin === text
    ? undefined
    : 'must be exact origins such as https://console.example.org, with commas between them';
}
