/** Fields of a form as the operation's body has them; undefined fields are left out, a list is one field for each entry. */
type Fields = Readonly<Record<string, string | number | boolean | Blob | readonly string[] | undefined>>;

/**
 * The multipart form of an upload, for `bodySerializer`. Files come last, because the server judges the other fields while
 * the image is still on its way.
 *
 * @param fileName what the image is called, for the server's log
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
