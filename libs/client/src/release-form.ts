/**
 * Fields of a form, named as in the operation's body. Undefined fields are left out; a list becomes one field for
 * each entry.
 */
type Fields = Readonly<Record<string, string | number | boolean | Blob | readonly string[] | undefined>>;

/**
 * The multipart form of an upload, for `bodySerializer`. Files come last, because the server checks the other
 * fields while the image is still arriving.
 *
 * @param fileName the image's name in the server's log
 */
export function formOf(fields: Fields, fileName: string): FormData {
  const form = new FormData();
  const entries = Object.entries(fields).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [name, one] as const),
  );
  for (const [name, value] of entries) {
    if (value !== undefined && !(value instanceof Blob)) form.append(name, String(value));
  }
  for (const [name, value] of entries) if (value instanceof Blob) form.append(name, value, fileName);
  return form;
}
