const NUMBER = '(?:0|[1-9]\\d{0,8})';
const PRE_RELEASE = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)';
const BUILD = '[0-9A-Za-z-]+';
/** The form of a version [semver.org 2.0.0]; its length is limited separately. */
export const VERSION_PATTERN = new RegExp(
  `^(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(?:-(${PRE_RELEASE}(?:\\.${PRE_RELEASE})*))?(?:\\+${BUILD}(?:\\.${BUILD})*)?$`,
);
/** Longest version, in characters. */
export const VERSION_LENGTH_MAX = 64;

/** True for a version by semver.org 2.0.0 of at most 64 characters, with at most nine digits in each of its three numbers. */
export function isVersion(text: string): boolean {
  return text.length <= VERSION_LENGTH_MAX && VERSION_PATTERN.test(text);
}

/**
 * Orders two versions by semver.org §11: negative if a comes before b, 0 if they have the same precedence.
 *
 * @throws RangeError if either is not a version
 */
export function compareVersions(a: string, b: string): number {
  const left = partsOf(a);
  const right = partsOf(b);
  for (let i = 1; i <= 3; i++) {
    const difference = Number(left[i]) - Number(right[i]);
    if (difference !== 0) return difference;
  }
  return comparePreReleases(left[4], right[4]);
}

function partsOf(version: string): RegExpExecArray {
  const parts = version.length <= VERSION_LENGTH_MAX ? VERSION_PATTERN.exec(version) : null;
  if (!parts) throw new RangeError(`not a version: ${version.slice(0, VERSION_LENGTH_MAX)}`);
  return parts;
}

function comparePreReleases(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(b !== undefined) - Number(a !== undefined);
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [one, other] = [left[i], right[i]];
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    if (one !== other) return compareIdentifiers(one, other);
  }
  return 0;
}

/**
 * Numbers are compared by value and come before words; words by ASCII. Numbers may have more digits than a double
 * holds: the longer one is larger.
 */
function compareIdentifiers(one: string, other: string): number {
  const numeric = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
  if (numeric[0] && one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : 1;
}
