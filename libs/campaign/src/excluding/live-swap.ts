import type { DeviceFacts, LiveFacts, ReleaseFacts, UpdateOrder } from './order-facts.js';

/** Two images can be compared only if their swap sections lie at the same place. If not, only the device can check. */
export function swapSection({ digest }: DeviceFacts, { release, terms, running }: UpdateOrder): string | false {
  if (terms.mode !== 'live') return false;
  const wanted = release.swapSection;
  if (!wanted) return 'the manifest names no swap section, so a live swap cannot be proven safe';
  const own = digest === undefined ? undefined : running.get(digest)?.swapSection;
  if (!own || own.offset !== wanted.offset || own.length !== wanted.length) return false;
  return own.sha256 !== wanted.sha256 && 'the swap section of the release is not that of the running image';
}

/** Where variables lie must be known to be the same, or what moves them. */
export function ramLayout({ digest }: DeviceFacts, { release, terms, running, notLive }: UpdateOrder): string | false {
  if (terms.mode !== 'live') return false;
  const isPlanned = digest !== undefined && release.planFor?.includes(digest) === true;
  const kept = terms.kind === 'revert' && keptBySwapBack(release, isPlanned);
  if (kept !== false) return kept;
  const [image, found] = digest === undefined ? [] : [running.get(digest), notLive?.(digest, release.codeDigest)];
  if (typeof found === 'string') return found;
  if (isPlanned) return withinLayout(release, image);
  return (found === undefined ? unjudged(release, image) : undefined) ?? otherNumber(release, image);
}

/** What a live swap back would spoil, or leave out: it finds variables as the running image uses them. */
function keptBySwapBack({ startValues }: ReleaseFacts, isPlanned: boolean): string | false {
  if (startValues === true)
    return 'the release carries start values, which a live swap back would copy over variables in use';
  return isPlanned && 'the release has a plan for the running image, which a live swap back does not carry out';
}

/** A plan for exactly the image that runs is worth as much as run-once code, if the numbers tell both images apart. */
const withinLayout = ({ ramLayout: wanted }: LiveFacts, image: LiveFacts | undefined): string | false =>
  wanted !== undefined &&
  wanted === image?.ramLayout &&
  `the release has a plan for the running image and the same RAM layout, ${wanted}: raise the number`;

/** What devices judge by where both images say a number. */
function otherNumber(
  { ramLayout: wanted, runOnce, planFor }: ReleaseFacts,
  image: LiveFacts | undefined,
): string | false {
  if (wanted === undefined || runOnce || image?.ramLayout === undefined || image.ramLayout === wanted) return false;
  const lacks = planFor ? 'no plan for the running image' : 'no run-once code';
  return `the release has RAM layout ${wanted} and ${lacks}; the running image has ${image.ramLayout}`;
}

/**
 * Why nobody can tell whether variables moved; undefined if somebody can. A device judges by two descriptors. Where one is missing, only
 * the numbers of both images do, or a comparison of both programs.
 */
function unjudged(release: LiveFacts, image: LiveFacts | undefined): string | undefined {
  if (release.undescribed !== true && image?.undescribed !== true) return undefined;
  if (image === undefined)
    return 'the release has no descriptor, and of the running image nothing is known to compare it with';
  if (release.ramLayout !== undefined && image.ramLayout !== undefined) return undefined;
  const which = release.ramLayout === undefined ? 'the release' : 'the running image';
  return `${which} has no descriptor and says no RAM layout, and both programs are not known enough to be compared`;
}
