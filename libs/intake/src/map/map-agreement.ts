import { mapFault, type Elf, type LinkerMap, type MapSection } from '@twinbank/elf';
import { CODE_ADDRESS } from '@twinbank/image';
import type { Fault } from '@twinbank/primitives';

/** What start-up code is called at which the vector table points, in CMSIS, CubeMX, Mbed, Zephyr and Twinbank's own. */
const RESET_HANDLERS = new Set(['Reset_Handler', 'ResetHandler', 'reset_handler', 'z_arm_reset', '__start', '_reset']);

/**
 * Why a map cannot be of this image; undefined if nothing says so. A map of another build would put names to other variables, and nobody
 * would see it.
 *
 * @param elf the file that the image is of, if it is one: then each section must be where the map has it
 */
export function mapDisagreement(map: LinkerMap, image: Uint8Array, elf: Elf | undefined): Fault | undefined {
  return (elf && elf.sections.length > 0 ? sectionsOf(map, elf) : lengthOf(map, image)) ?? resetHandlerOf(map, image);
}

/** A section that `objcopy` or `strip` took away is no contradiction; one that is elsewhere is. */
function sectionsOf({ sections }: LinkerMap, elf: Elf): Fault | undefined {
  let agreed = 0;
  for (const section of sections) {
    const same = elf.sections.filter(({ name }) => name === section.name);
    if (same.length === 0) continue;
    if (!same.some(({ address, size }) => address === section.address && size === section.bytes))
      return mapFault(
        'map_mismatch',
        section.line,
        `${placeText(section)}, and in the ELF file ${placeText(same[0]!)}`,
      );
    agreed += 1;
  }
  const [first] = sections;
  return agreed > 0 || !first
    ? undefined
    : mapFault('map_mismatch', first.line, 'the ELF file has none of its sections');
}

const placeText = ({
  name,
  address,
  ...one
}: { name: string; address: number } & ({ bytes: number } | { size: number })) =>
  `${name} has ${'bytes' in one ? one.bytes : one.size} bytes at 0x${address.toString(16)}`;

/** What runs in flash is there in the image; the map need not say where the image ends, as sums may be put behind it. */
function lengthOf({ sections }: LinkerMap, image: Uint8Array): Fault | undefined {
  const inFlash = sections.filter(isInFlash);
  const missing = inFlash.find(({ address, bytes }) => address + bytes > CODE_ADDRESS + image.length);
  if (missing)
    return mapFault('map_mismatch', missing.line, `${placeText(missing)}, and the image has ${image.length}`);
  const [first] = sections;
  return inFlash.length > 0 || !first
    ? undefined
    : mapFault('map_mismatch', first.line, 'no section is in flash, in bank 1');
}

const isInFlash = ({ address }: MapSection): boolean => address >= CODE_ADDRESS && address < RAM_START;
const RAM_START = 0x1000_0000;

/** The second word of an image is where it starts: a map of another build has that elsewhere, more often than not. */
function resetHandlerOf({ symbols, sections }: LinkerMap, image: Uint8Array): Fault | undefined {
  const handler = symbols.find(({ name, piece }) => piece && RESET_HANDLERS.has(name));
  if (!handler || image.length < 8) return undefined;
  const start = new DataView(image.buffer, image.byteOffset, 8).getUint32(4, true);
  if (start - (start % 2) === handler.address) return undefined;
  const around = sections.find(({ address, bytes }) => handler.address >= address && handler.address < address + bytes);
  const [there, here] = [start - (start % 2), handler.address].map((value) => `0x${value.toString(16)}`);
  return mapFault('map_mismatch', around?.line ?? 1, `${handler.name} is at ${here}, and the image starts at ${there}`);
}
