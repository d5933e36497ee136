import { faultOf } from '../faults.js';
import { isReservedName, isUnstorable } from '../i-json.js';
import { isTimeZone } from './time-zone.js';

/** Limits of the attributes of a device, with the reason for each. */
export const ATTRIBUTE_LIMITS = {
  /** As many as a request may have fields; an index holds each of them. */
  countMax: 64,
  /** Longest text, in UTF-16 units: attributes are for choosing devices, not for notes. */
  textMax: 256,
} as const;

/** The form of the name of an attribute: it stands in selections without quotes. */
export const ATTRIBUTE_NAME = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

/** A value of an attribute. */
export type AttributeValue = string | number | boolean;
/** Attributes by their names. */
export type Attributes = Readonly<Record<string, AttributeValue>>;
/** What is to be changed of attributes: a value, or null to remove it [RFC 7396]. */
export type AttributesChange = Readonly<Record<string, AttributeValue | null>>;

/** Attributes that mean the same for every device, with what they are; their values are texts. */
export const WELL_KNOWN_ATTRIBUTES = {
  site: 'the place where it is',
  gateway: 'the gateway through which it is connected',
  timeZone: 'its time zone, by its name in the IANA tz database, such as Europe/Berlin',
} as const;

/** Whether the values of this attribute are texts in any case. */
export const isTextAttribute = (name: string): boolean => Object.hasOwn(WELL_KNOWN_ATTRIBUTES, name);

/** Whether an attribute may be called so. */
export const isAttributeName = (name: string): boolean => ATTRIBUTE_NAME.test(name) && !isReservedName(name);

const CONTROL = /\p{Cc}/gu;

/**
 * What is wrong with an attribute that an operator sets, in words; undefined if nothing is. Control characters break lines of logs and move the
 * cursors of terminals, as they would in a name: whoever sets them is told.
 */
export function problemOfAttribute(name: string, value: unknown): string | undefined {
  const problem = problemOfForm(name, value);
  if (problem === undefined && typeof value === 'string' && value.search(CONTROL) >= 0)
    return `${name} has a control character, such as a line end or a tab`;
  if (problem !== undefined || name !== 'timeZone' || isTimeZone(String(value))) return problem;
  return 'timeZone is no name of a zone in the IANA tz database, such as Europe/Berlin; an offset is none';
}

/**
 * Reads the attributes that a device reports of itself. A device may know a newer tz database than this server: the name of
 * its zone is not looked up. Control characters of a text, which break lines of logs and move cursors, are read as spaces: a device that was
 * accepted with such a text goes on to be.
 *
 * @throws Fault `message_malformed`
 */
export function readAttributes(object: Readonly<Record<string, unknown>>): Attributes {
  const entries = Object.entries(object);
  if (entries.length > ATTRIBUTE_LIMITS.countMax)
    throw faultOf('message_malformed', `attributes has more than ${ATTRIBUTE_LIMITS.countMax} members`);
  for (const [name, value] of entries) {
    const problem = problemOfForm(name, value);
    if (problem !== undefined) throw faultOf('message_malformed', `attributes: ${problem}`);
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, plainValue(value as AttributeValue)]));
}

const plainValue = (value: AttributeValue): AttributeValue =>
  typeof value === 'string' ? value.replace(CONTROL, ' ') : value;

function problemOfForm(name: string, value: unknown): string | undefined {
  if (!isAttributeName(name))
    return `${JSON.stringify(name.slice(0, 64))} is no name of an attribute: 1 to 64 letters, digits, dots, underscores and hyphens, beginning with a letter`;
  if (typeof value === 'boolean') return isTextAttribute(name) ? `${name} is a text` : undefined;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return `${name} is no finite number`;
    return isTextAttribute(name) ? `${name} is a text` : undefined;
  }
  if (typeof value !== 'string') return `${name} is neither a text nor a number nor a boolean`;
  if (value.length > ATTRIBUTE_LIMITS.textMax || isUnstorable(value))
    return `${name} is no text of at most ${ATTRIBUTE_LIMITS.textMax} characters that can be stored`;
  return undefined;
}

/** The attributes after a change: what it does not name stays [RFC 7396]. */
export const attributesAfter = (before: Attributes, change: AttributesChange): Attributes =>
  Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== null)) as Attributes;
