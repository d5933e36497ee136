/** A value as it stands in a selection, where it is compared as a text: `"Hall 3"` (docs/selection.md). */
export const quoted = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;
