import {
  encodePlans,
  imageDigest,
  imageWith,
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
import { faultOf } from '@twinbank/protocol';

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
  const places = { agent: 'own', ...told } as const;
  const next = releaseIn(program, places);
  const to = { ...next, code: imageWith(next.code, extras) };
  const given = extras
    .filter(({ type }) => type === 'ram-init')
    .map(({ address, bytes }) => ({ address: address ?? 0, bytes: bytes.length }));
  const { part, swapSectionAt } = told;
  const plans = origins.map((origin): SwapPlan => {
    const old = releaseIn(origin.program, {
      part,
      agent: 'own',
      ...(swapSectionAt !== undefined && { swapSectionAt }),
    });
    const from = { ...old, code: imageOf(origin, old.code) };
    return { from: [imageDigest(from.code)], steps: stepsOf(origin, compareReleases(from, to, part), given) };
  });
  return { type: 'plan', bytes: encodePlans(plans) };
}

function stepsOf(
  { program }: PlanOrigin,
  comparison: Parameters<typeof swapStepsOf>[0],
  given: Parameters<typeof swapStepsOf>[1],
): SwapStep[] {
  try {
    return swapStepsOf(comparison, given);
  } catch (error) {
    if (isFault(error, 'plan_impossible')) throw faultOf('plan_impossible', `from ${program.name}: ${error.detail}`);
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
