import {
  encodePlans,
  imageDigest,
  paddedImage,
  type PayloadInput,
  type SwapPlan,
  type SwapStep,
} from '@twinbank/image';
import { compareReleases, swapStepsOf } from '@twinbank/inspect';
import { decodePackage, isPackage, verifyContents } from '@twinbank/package';
import type { LivePlaces } from '@twinbank/intake';
import type { PartName } from '@twinbank/parts';
import { equalBytes, isFault } from '@twinbank/primitives';
import { faultOf, type FaultCode } from '@twinbank/protocol';

import { releaseIn, type ComparedFile } from './comparison.js';

/** An image from which a plan is to lead, by its ELF file; and the package in which devices have it, if it carries more than the program. */
export interface PlanOrigin {
  readonly program: ComparedFile;
  readonly release?: ComparedFile | undefined;
}

/** The new image, as it is packed. */
export interface PlannedImage extends LivePlaces {
  readonly program: ComparedFile;
  readonly extras: readonly PayloadInput[];
  readonly part: PartName;
}

/**
 * Plans for live swaps from other images, as a section of the new one, by what debug information says of both programs.
 *
 * @throws Fault `plan_impossible` with the reason, `file_malformed`, `package_invalid` …
 */
export function planInput(origins: readonly PlanOrigin[], { program, extras, ...told }: PlannedImage): PayloadInput {
  const to = releaseIn(program, { agent: 'own', ...told }, extras);
  const given = extras
    .filter(({ type }) => type === 'ram-init')
    .map(({ address, bytes }) => ({ address: address ?? 0, bytes: bytes.length }));
  const plans = origins.map((origin): SwapPlan => {
    const from = imageFrom(origin, told);
    return { from: [imageDigest(from.code)], steps: stepsOf(origin, compareReleases(from, to, told.part), given) };
  });
  return { type: 'plan', bytes: encodePlans(plans) };
}

/** What devices run: the program with the interrupt code that is named in it, as in the new one; or what its package says that it carries. */
function imageFrom(origin: PlanOrigin, { part, swapSectionAt, isrCopiesAt }: LivePlaces & { part: PartName }) {
  const told = { part, agent: 'own', ...(swapSectionAt !== undefined && { swapSectionAt }) } as const;
  const copies = origin.release === undefined && isrCopiesAt !== undefined ? { isrCopiesAt } : {};
  const old = ofOrigin(origin, 'place_unknown', () => releaseIn(origin.program, { ...told, ...copies }));
  return { ...old, code: imageOf(origin, old.code) };
}

function stepsOf(
  { program }: PlanOrigin,
  comparison: Parameters<typeof swapStepsOf>[0],
  given: Parameters<typeof swapStepsOf>[1],
): SwapStep[] {
  return ofOrigin({ program }, 'plan_impossible', () => swapStepsOf(comparison, given));
}

/** Says from which image no plan leads, where this fault is the reason. */
function ofOrigin<Value>({ program }: PlanOrigin, code: FaultCode, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (isFault(error, code)) throw faultOf('plan_impossible', `from ${program.name}: ${error.detail}`);
    throw error;
  }
}

/** The bytes that devices run: those of the package, which must be of this very program. */
function imageOf({ program, release }: PlanOrigin, code: Uint8Array): Uint8Array {
  if (!release) return code;
  if (!isPackage(release.bytes)) throw faultOf('package_invalid', `${release.name} is no release package`);
  const { code: image } = verifyContents(decodePackage(release.bytes));
  const padded = paddedImage(code);
  if (equalBytes(image.subarray(0, padded.length), padded)) return image;
  throw faultOf('plan_impossible', `${release.name} holds another program than ${program.name}`);
}
