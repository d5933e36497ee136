/** What a text says in JSON, if that is an object; undefined if it is anything else. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The same of a text in base64url, as signed documents have it. */
export function jsonObjectIn(base64Url: string): Record<string, unknown> | undefined {
  try {
    return jsonObject(atob(base64Url.replace(/-/g, '+').replace(/_/g, '/')));
  } catch {
    return undefined;
  }
}
