import type { ProgramFacts } from '@twinbank/inspect';

/** A multipart form as bytes, with the header that names its boundary. */
export interface Form {
  readonly headers: { readonly 'content-type': string };
  readonly body: Uint8Array;
}

const BOUNDARY = 'form-boundary-7MA4YWxkTrZu0gW';

/** Builds a form of fields and files; a list gives its field several times. */
export function aForm(
  fields: Readonly<Record<string, string | number | readonly string[]>>,
  files: Readonly<Record<string, Uint8Array>>,
): Form {
  const parts: Uint8Array[] = [];
  const text = (line: string): void => void parts.push(Buffer.from(line));
  for (const [name, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) {
      text(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${item}\r\n`);
    }
  }
  for (const [name, bytes] of Object.entries(files)) {
    text(
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"; filename="${name}.bin"\r\ncontent-type: application/octet-stream\r\n\r\n`,
    );
    parts.push(bytes);
    text('\r\n');
  }
  text(`--${BOUNDARY}--\r\n`);
  return { headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }, body: Buffer.concat(parts) };
}

/** The form as it arrives if the connection is lost after this many bytes. */
export const cutAfter = (form: Form, bytes: number): Form => ({ ...form, body: form.body.subarray(0, bytes) });

/** A software bill of materials that names one component, as it is sent. */
export const anSbom = (component: string): { readonly body: string; readonly headers: Record<string, string> } => ({
  body: JSON.stringify({
    ...{ bomFormat: 'CycloneDX', specVersion: '1.6' },
    components: [{ type: 'library', name: component }],
  }),
  headers: { 'content-type': 'application/vnd.cyclonedx+json' },
});

/** What is known of a program with one variable of four bytes at an address. */
export const programFacts = (address: number): ProgramFacts => ({
  ...{ knows: 'types', ramFunctions: [], usesHeap: false },
  variables: [
    {
      ...{ name: 'count', symbol: 'count', unit: 'main.c', address, bytes: 4, section: '.data', initial: 'zero' },
      type: { kind: 'base', bytes: 4, name: 'int', encoding: 'signed' },
    },
  ],
});
