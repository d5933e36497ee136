import { readFileSync } from 'node:fs';

import { FIRMWARE_VERSIONS, firmwareFile, type FirmwareFamily, type FirmwareVersion } from '@twinbank/firmware';
import { type PartName, PARTS } from '@twinbank/parts';

import type { NamedImage } from '../run/worker-messages.js';

/** Security counters of the reference firmware, as its descriptors say. */
const COUNTERS: Readonly<Record<FirmwareVersion, number>> = { '1.0.0': 1, '1.1.0': 2 };

const familyOf = (part: PartName): FirmwareFamily => PARTS[part].family.toLowerCase() as FirmwareFamily;

/** An image with its security counter. */
export type CountedImage = NamedImage & { readonly counter: number };

/** The reference firmware for a part. @throws Error for a version that was never built */
export function referenceFirmware(part: PartName, version: string): CountedImage {
  const built = FIRMWARE_VERSIONS.find((each) => each === version);
  if (!built) throw new Error(`the reference firmware has versions ${FIRMWARE_VERSIONS.join(' and ')}, not ${version}`);
  const bytes = new Uint8Array(readFileSync(firmwareFile(familyOf(part), built, 'bin')));
  return { version, counter: COUNTERS[built], bytes };
}

/** The program file of {@link referenceFirmware}, with symbols and debug information, as a team's linker writes it. */
export const referenceElf = (part: PartName, version: FirmwareVersion): Uint8Array =>
  new Uint8Array(readFileSync(firmwareFile(familyOf(part), version, 'elf')));

/** The same program under another version number of as many characters, for releases that the reference firmware does not have. */
export function renamedFirmware(part: PartName, version: FirmwareVersion, renamed: string): CountedImage {
  if (renamed.length !== version.length) throw new RangeError(`${renamed} is not as long as ${version}`);
  const { bytes, counter } = referenceFirmware(part, version);
  const text = Buffer.from(bytes).toString('latin1').replaceAll(`${version}\0`, `${renamed}\0`);
  return { version: renamed, counter, bytes: new Uint8Array(Buffer.from(text, 'latin1')) };
}

/** An image from a file. */
export const imageFile = (path: string, version: string): CountedImage => ({
  version,
  counter: 0,
  bytes: new Uint8Array(readFileSync(path)),
});
