/** An order to the REST interface, as it can be typed. */
export interface CurlOrder {
  readonly server: string;
  readonly method: 'POST' | 'PATCH' | 'DELETE' | 'GET';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Fields of a form; a value that begins with `@` is a file. */
  readonly form?: readonly (readonly [string, string])[];
  /** Name of a file that is the body. */
  readonly file?: string;
}

/** A text as one word of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The order as a command line. The token stands in the environment, so that it is in no history. */
export function curlText({ server, method, path, headers = {}, body, form = [], file }: CurlOrder): string {
  const parts = [
    `curl --fail-with-body -X ${method} ${quoted(server + path)}`,
    '-H "Authorization: Bearer $TWINBANK_TOKEN"',
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--json ${quoted(JSON.stringify(body))}`]),
    ...(file === undefined ? [] : [`--data-binary ${quoted(`@${file}`)}`]),
    ...form.map(([name, value]) => `-F ${quoted(`${name}=${value}`)}`),
  ];
  return parts.join(' \\\n  ');
}
