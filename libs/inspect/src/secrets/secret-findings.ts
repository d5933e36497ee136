import { findingOf, type Finding } from '../finding.js';
import { secretBeside, secretMatches, type SecretMatch } from './secret-patterns.js';

/** Shorter texts are none: machine code is full of two or three letters in a row. */
const TEXT_MIN = 6;
/** Longer texts are searched piece by piece, so that no search takes longer than a multiple of the image. */
const PIECE = 8192;
/** What two pieces have in common: more than the beginning of any secret that is found by its beginning. */
const OVERLAP = 512;
/** A name and its value in a table of constants are as far apart as the linker aligns them. */
const BESIDE_MAX = 8;
/** How many are named; the rest is counted. */
const NAMED_MAX = 8;
/** How many are looked for; an image that is full of them need not be read to its end. */
const FOUND_MAX = 1000;

/**
 * Texts in an image that look like keys or passwords, as one finding; none if there are none. Devices of a fleet share what their image
 * holds, and whoever reads one device's flash has it. Names kinds, places and lengths, never a secret itself, because
 * findings are stored, shown and logged.
 *
 * @example
 * ```ts
 * import { secretFindings } from '@twinbank/inspect';
 *
 * console.log(secretFindings(new TextEncoder().encode('wifi_password=hunter2horse'))[0]?.code); // secret_in_image
 * ```
 */
export function secretFindings(image: Uint8Array): readonly Finding[] {
  const found = new Map<number, SecretMatch>();
  let before = { text: '', end: -Infinity };
  for (const { text, at } of textsIn(image)) {
    const beside = at - before.end <= BESIDE_MAX ? secretBeside(before.text, text) : undefined;
    if (beside) found.set(at, beside);
    for (const match of secretMatches(text)) if (!found.has(at + match.index)) found.set(at + match.index, match);
    before = { text, end: at + text.length };
    if (found.size >= FOUND_MAX) break;
  }
  if (found.size === 0) return [];
  const places = [...found].sort(([one], [other]) => one - other);
  const named = places.slice(0, NAMED_MAX).map(([at, match]) => described(at, match));
  const rest = places.length > NAMED_MAX ? `; and ${places.length - NAMED_MAX} more` : '';
  return [findingOf('secret_in_image', `The image has ${named.join('; ')}${rest}.`)];
}

const described = (at: number, { looksLike, length }: SecretMatch): string =>
  `${looksLike} (${length} characters) at 0x${at.toString(16)} of the image`;

/** Printable texts with their offsets; lines of one text stay together, as in PEM and JSON. */
function* textsIn(image: Uint8Array): Generator<{ readonly text: string; readonly at: number }> {
  let from = -1;
  for (let at = 0; at <= image.length; at += 1) {
    if (at < image.length && isText(image[at]!)) {
      if (from < 0) from = at;
      continue;
    }
    if (from >= 0 && at - from >= TEXT_MIN) yield* pieces(image, from, at);
    from = -1;
  }
}

function* pieces(
  image: Uint8Array,
  from: number,
  to: number,
): Generator<{ readonly text: string; readonly at: number }> {
  for (let at = from; at < to; at += PIECE - OVERLAP) {
    yield { text: String.fromCharCode(...image.subarray(at, Math.min(at + PIECE, to))), at };
    if (at + PIECE >= to) return;
  }
}

const isText = (byte: number): boolean =>
  (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d;
