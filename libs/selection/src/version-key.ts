import { isVersion, VERSION_PATTERN } from '@twinbank/primitives';

/** Numbers are preceded by their length in two digits, so that texts sort as numbers do. */
const numberKey = (digits: string): string => String(digits.length).padStart(2, '0') + digits;

/** Numbers come before words. The mark at the end sorts before every character of a word. */
const identifierKey = (identifier: string): string =>
  `${/^\d+$/.test(identifier) ? `0${numberKey(identifier)}` : `1${identifier}`}!`;

/**
 * A text that sorts, byte by byte, as versions do by their precedence [semver.org §11]; what is built of a version does
 * not count. Undefined for what is no version. The function `version_key` of the database makes the same.
 */
export function versionKey(version: string): string | undefined {
  if (!isVersion(version)) return undefined;
  const [, major, minor, patch, preRelease] = VERSION_PATTERN.exec(version)!;
  const release = [major!, minor!, patch!].map(numberKey).join('');
  // A release comes after all of its pre-releases: "~" sorts after "-".
  return preRelease === undefined ? `${release}~` : `${release}-${preRelease.split('.').map(identifierKey).join('')}`;
}
