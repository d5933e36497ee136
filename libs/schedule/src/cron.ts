import type { LocalStarts } from './local-starts.js';

/** Longer than anything that a person writes; the longest list of all minutes fits. */
export const CRON_LENGTH_MAX = 256;

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: ['', ...MONTHS] },
  { name: 'day of the week', min: 0, max: 7, names: WEEKDAYS },
] as const satisfies readonly Field[];
/** The most days that each month ever has. */
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What a cron expression says, or one sentence on why it says nothing. */
export type CronReading = { readonly starts: LocalStarts } | { readonly problem: string };

/**
 * Reads a cron expression of five fields: minute, hour, day of the month, month, day of the week. A field is `*`, a value, a range `a-b`, a step
 * through either (`*` or `a-b`, then `/n`), or several of these, parted by commas. Months and days of the week have English names of three
 * letters; Sunday is 0 and 7. If neither day field begins with `*`, one of the two is enough [crontab(5)].
 */
export function readCron(text: unknown): CronReading {
  if (typeof text !== 'string' || text.length > CRON_LENGTH_MAX)
    return { problem: `is a text of at most ${CRON_LENGTH_MAX} characters` };
  const parts = text.trim().split(/[ \t]+/);
  if (parts.length !== FIELDS.length)
    return { problem: 'has five fields: minute, hour, day of the month, month, day of the week' };
  const sets = FIELDS.map((field, index) => readField(field, parts[index]!));
  const odd = sets.findIndex((set) => set === undefined);
  if (odd >= 0) return { problem: problemOf(FIELDS[odd]!, parts[odd]!) };
  const [minutes, hours, days, months, weekdays] = sets as Set<number>[];
  const eitherDay = !parts[2]!.startsWith('*') && !parts[4]!.startsWith('*');
  if (!eitherDay && ![...months!].some((month) => [...days!].some((day) => day <= LONGEST[month - 1]!)))
    return { problem: 'names a day that none of its months has' };
  return {
    starts: {
      minutes: sorted(hours!).flatMap((hour) => sorted(minutes!).map((minute) => hour * 60 + minute)),
      days: days!,
      months: months!,
      weekdays: new Set([...weekdays!].map((day) => day % 7)),
      eitherDay,
    },
  };
}

const sorted = (values: ReadonlySet<number>): number[] => [...values].sort((one, other) => one - other);

function problemOf({ name, min, max, ...field }: Field, part: string): string {
  const names = field.names ? ` or ${field.names.find((each) => each !== '')}, …` : '';
  return `cannot be read at its ${name}, ${JSON.stringify(part)}: values are ${min} to ${max}${names}, a range rises, a step is 1 or more and follows * or a range`;
}

/** The values of a field; undefined if it cannot be read. */
function readField(field: Field, text: string): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const range = readItem(field, item);
    if (range === undefined) return undefined;
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
  }
  return values;
}

const ITEM = /^(?:\*|(?<from>[a-z0-9]+)(?:-(?<to>[a-z0-9]+))?)(?:\/(?<step>[0-9]{1,2}))?$/i;

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

function readItem(field: Field, item: string): Range | undefined {
  const groups = ITEM.exec(item)?.groups;
  if (groups === undefined) return undefined;
  const step = groups['step'] === undefined ? 1 : Number(groups['step']);
  if (step === 0) return undefined;
  if (groups['from'] === undefined) return { from: field.min, to: field.max === 7 ? 6 : field.max, step };
  if (groups['to'] === undefined && groups['step'] !== undefined) return undefined;
  return readRange(field, groups['from'], groups['to'], step);
}

function readRange(field: Field, fromText: string, toText: string | undefined, step: number): Range | undefined {
  const from = readValue(field, fromText);
  const to = toText === undefined ? from : readValue(field, toText, from);
  return from === undefined || to === undefined || to < from ? undefined : { from, to, step };
}

/** The value of a number or a name; Sunday by name is 7 where it ends a range that began with another day. */
function readValue({ min, max, names }: Field, text: string, rangeFrom = 0): number | undefined {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named === 0 && rangeFrom > 0 ? 7 : named;
  const value = /^[0-9]{1,2}$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : undefined;
}
