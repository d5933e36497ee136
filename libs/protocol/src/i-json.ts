import { faultOf } from './faults.js';

/** Deepest nesting of a message: ours need 4; a JSON bomb needs thousands. */
const DEPTH_MAX = 8;
/** How many characters of an unknown name a refusal repeats. */
const QUOTED_MAX = 64;
/**
 * Names with a special meaning in every JavaScript object: as field names they would be dropped silently, or change
 * the meaning of others.
 */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** What JSON can contain only as an escape, and a database cannot store as text: NUL, and unpaired surrogates. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/**
 * Reads UTF-8 JSON that every reader understands in the same way, as I-JSON demands [RFC 7493 §2]: no name occurs
 * twice in an object, there is no unpaired surrogate, and no number that a double cannot hold exactly. Beyond
 * I-JSON, NUL and the names `__proto__`, `constructor` and `prototype` are refused. The nesting is checked before
 * anything is parsed.
 *
 * @throws Fault `message_malformed`
 */
export function readIJson(bytes: Uint8Array): unknown {
  const outline = outlineOf(bytes);
  if (outline.depth > DEPTH_MAX)
    throw faultOf('message_malformed', `the message is nested deeper than ${DEPTH_MAX} levels`);
  const { text, value } = parse(bytes);
  const members = membersOf(value, outline.escaped);
  if (members !== outline.members)
    throw faultOf('message_malformed', `the name ${quoted(repeatedName(text))} is given twice in one object`);
  return value;
}

/** Whether a text cannot be stored unchanged: it contains NUL or an unpaired surrogate. */
export const isUnstorable = (text: string): boolean => UNSTORABLE.test(text);

/** Whether no input may use this name for a field. */
export const isReservedName = (name: string): boolean => RESERVED_NAMES.has(name);

function parse(bytes: Uint8Array): { text: string; value: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, value: JSON.parse(text) as unknown };
  } catch {
    throw faultOf('message_malformed', 'the message is not UTF-8 JSON');
  }
}

interface Outline {
  /** The deepest nesting; brackets within strings are not counted. */
  readonly depth: number;
  /**
   * Names in all objects together. In JSON, each name is followed by a colon, and there is no other colon outside
   * strings.
   */
  readonly members: number;
  /** Whether any character is written as `\u…`. */
  readonly escaped: boolean;
}

function outlineOf(bytes: Uint8Array): Outline {
  let [depth, deepest, members, inString, escaped] = [0, 0, 0, false, false];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x22) inString = !inString;
    else if (inString) {
      if (byte === 0x5c && bytes[++at] === 0x75) escaped = true;
    } else if (byte === 0x3a) members++;
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return { depth: deepest, members, escaped };
}

/**
 * Counts the names in all objects of a value, and checks each name, string and number. If the text had more names,
 * one occurred twice and was lost in parsing.
 */
function membersOf(value: unknown, escaped: boolean): number {
  if (typeof value === 'string') requireStorable(value, escaped);
  if (typeof value === 'number') requireExact(value);
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.reduce((sum: number, item: unknown) => sum + membersOf(item, escaped), 0);
  let members = 0;
  for (const [name, member] of Object.entries(value)) {
    if (isReservedName(name)) throw faultOf('message_malformed', `the name ${name} is not taken`);
    requireStorable(name, escaped);
    members += 1 + membersOf(member, escaped);
  }
  return members;
}

function requireStorable(text: string, escaped: boolean): void {
  if (escaped && isUnstorable(text)) throw faultOf('message_malformed', 'a text holds NUL or half of a surrogate pair');
}

function requireExact(number: number): void {
  if (!(Math.abs(number) <= Number.MAX_SAFE_INTEGER))
    throw faultOf('message_malformed', `a number is beyond ±${Number.MAX_SAFE_INTEGER}`);
}

/** The first name that occurs twice in one object of a valid JSON text. */
function repeatedName(text: string): string {
  const names: Set<string>[] = [];
  for (const [token, string] of text.matchAll(/("(?:[^"\\]|\\.)*")(?=\s*:)|"(?:[^"\\]|\\.)*"|[{}]/gu)) {
    if (token === '{') names.push(new Set());
    else if (token === '}') names.pop();
    else if (string !== undefined) {
      const name = JSON.parse(string) as string;
      if (names.at(-1)?.has(name)) return name;
      names.at(-1)?.add(name);
    }
  }
  return '';
}

const quoted = (name: string): string => JSON.stringify(name.slice(0, QUOTED_MAX));
