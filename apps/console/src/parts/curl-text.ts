import type { SaidRequest } from '../server/rehearsal.js';

/** An order to the REST interface, as it can be typed. */
export interface CurlOrder {
  readonly server: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, as a text. */
  readonly json?: string;
  /** Fields of a form, which are sent as they are. */
  readonly form?: readonly (readonly [string, string])[];
  /** Files of a form: the field, and the name of the file. */
  readonly files?: readonly (readonly [string, string])[];
  /** Name of a file that is the body. */
  readonly file?: string;
}

/** Headers that say under which conditions an order is given; the rest is what a browser adds. */
const SAID: Readonly<Record<string, string>> = { 'if-match': 'If-Match', 'twinbank-reason': 'Twinbank-Reason' };

/** A request of the console as an order that can be typed: with the revision that was seen, and the reason. */
export const curlOrderOf = (server: string, { method, path, headers, body }: SaidRequest): CurlOrder => ({
  ...{ server, method, path },
  headers: Object.fromEntries(
    Object.entries(SAID).flatMap(([name, shown]) => (headers[name] === undefined ? [] : [[shown, headers[name]]])),
  ),
  ...(body !== '' && { json: withoutPassword(body) }),
});

/** A password is typed by whoever gives the order: it is not to be read over a shoulder, nor to be copied. */
const withoutPassword = (json: string): string =>
  JSON.stringify(JSON.parse(json), (name, value: unknown) => (name === 'password' ? '…' : value));

/** A text as one word of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
/** The name of a file in a field of a form, where `;` and `,` would begin something else. */
const named = (file: string): string => `"${file.replace(/["\\]/g, '\\$&')}"`;

/** The order as a command line. The token stands in the environment, so that it is in no history. */
export function curlText(order: CurlOrder): string {
  const { server, method, path, headers = {}, json, form = [], files = [], file } = order;
  const parts = [
    `curl --fail-with-body -X ${method} ${quoted(server + path)}`,
    '-H "Authorization: Bearer $TWINBANK_TOKEN"',
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(json === undefined ? [] : [`--json ${quoted(json)}`]),
    ...(file === undefined ? [] : [`--data-binary ${quoted(`@${file}`)}`]),
    // Not -F, which would read a file where the text of a field begins with @ or <.
    ...form.map(([name, value]) => `--form-string ${quoted(`${name}=${value}`)}`),
    ...files.map(([name, value]) => `-F ${quoted(`${name}=@${named(value)}`)}`),
  ];
  return parts.join(' \\\n  ');
}
