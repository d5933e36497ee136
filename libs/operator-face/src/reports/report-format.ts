import { NDJSON_MEDIA_TYPE } from '@twinbank/http';
import { CSV_MEDIA_TYPE } from '@twinbank/primitives';

import type { ReportFormat } from './report-text.js';

/** The media type of each form. */
export const MEDIA_TYPES: Readonly<Record<ReportFormat, string>> = {
  csv: `${CSV_MEDIA_TYPE}; charset=utf-8; header=present`,
  ndjson: NDJSON_MEDIA_TYPE,
};
const ACCEPT_LENGTH_MAX = 1000;

/**
 * The form that a request asks for: by its query, else by `Accept` [RFC 9110 §12.5.1]. NDJSON where it wants neither more
 * than the other.
 */
export function formatOf(asked: ReportFormat | undefined, accept: string | undefined): ReportFormat {
  if (asked !== undefined) return asked;
  const ranges = (accept ?? '').slice(0, ACCEPT_LENGTH_MAX).split(',').map(rangeOf);
  return qualityOf(CSV_MEDIA_TYPE, ranges) > qualityOf(NDJSON_MEDIA_TYPE, ranges) ? 'csv' : 'ndjson';
}

interface Range {
  readonly type: string;
  readonly quality: number;
}

function rangeOf(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const said = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const quality = said === undefined ? 1 : Number(said);
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/** The quality of a type, by the most exact range that names it. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  for (const name of [type, `${type.split('/')[0]}/*`, '*/*']) {
    const range = ranges.find((one) => one.type === name);
    if (range !== undefined) return range.quality;
  }
  return 0;
}
