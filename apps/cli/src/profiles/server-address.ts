import { CliProblem } from '../shell/problem.js';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The origin of a server as somebody typed it.
 *
 * @throws CliProblem `command_line_invalid` for what is no HTTP address, and for one with a name, password or path in it
 */
export function serverAddress(text: string): string {
  // A password may be in it, which nobody is to see: not even where the rest is no address.
  if (text.includes('@'))
    throw new CliProblem('command_line_invalid', 'an address of a server has no name or password in it');
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new CliProblem(
      'command_line_invalid',
      `${JSON.stringify(text)} is no address of a server, as https://host:3000`,
    );
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new CliProblem('command_line_invalid', `an address of a server has no path: ${url.origin}`);
  return url.origin;
}

/** Whether secrets go there in clear, over a network. */
export function isClearText(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'http:' && !LOOPBACK.test(hostname);
}
