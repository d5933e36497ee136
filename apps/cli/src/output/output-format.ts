/** How answers can be printed: a table for people; one JSON value; one JSON object a line; comma-separated values [RFC 4180]. */
export const OUTPUT_FORMATS = ['table', 'json', 'ndjson', 'csv'] as const;

export type OutputFormat = (typeof OUTPUT_FORMATS)[number];
