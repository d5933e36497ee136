const PATTERN = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-.]+)?$/;

/** True for a version by semver.org 2.0.0 of at most 64 characters. */
export function isVersion(text: string): boolean {
  return text.length <= 64 && PATTERN.test(text);
}

/**
 * Orders two versions by semver.org §11: negative where a comes before b, 0 where they have the same precedence.
 *
 * @throws RangeError where either is not a version
 */
export function compareVersions(a: string, b: string): number {
  const left = PATTERN.exec(a);
  const right = PATTERN.exec(b);
  if (!left || !right) throw new RangeError(`not a version: ${left ? b : a}`);
  for (let i = 1; i <= 3; i++) {
    const difference = Number(left[i]) - Number(right[i]);
    if (difference !== 0) return difference;
  }
  return comparePreReleases(left[4], right[4]);
}

function comparePreReleases(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(b !== undefined) - Number(a !== undefined);
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [one, other] = [left[i], right[i]];
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    if (one === other) continue;
    const numeric = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (numeric[0] && numeric[1]) return Number(one) - Number(other);
    if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}
