/**
 * How AN2606 writes the version of a system boot loader: two numbers from 0 to 15. Both stand in one byte at the end of system memory
 * (docs/device.md says where), the first in its upper four bits: 0xD4 is version 13.4.
 */
export const BOOT_ROM_VERSION = /^(?:\d|1[0-5])\.(?:\d|1[0-5])$/;
/** The longest of them, in characters. */
export const BOOT_ROM_LENGTH_MAX = 5;

/**
 * The version of a boot ROM by its identification byte [AN2606 §4.2].
 *
 * @example
 * ```ts
 * import { bootRomVersion } from '@twinbank/parts';
 *
 * console.log(bootRomVersion(0xd4)); // 13.4
 * ```
 */
export const bootRomVersion = (id: number): string => `${(id >> 4) & 15}.${id & 15}`;

/**
 * Which of two versions of a boot ROM is older: below zero if the first is, zero if they are the same. They are compared number by number,
 * which has a meaning for chips of one family only: another family counts for itself.
 *
 * @param one a text that {@link BOOT_ROM_VERSION} matches, as is `other`
 *
 * @example
 * ```ts
 * import { compareBootRoms } from '@twinbank/parts';
 *
 * console.log(compareBootRoms('9.2', '10.1') < 0, compareBootRoms('13.4', '13.4')); // true 0
 * ```
 */
export function compareBootRoms(one: string, other: string): number {
  const [[major = 0, minor = 0], [otherMajor = 0, otherMinor = 0]] = [numbersOf(one), numbersOf(other)];
  return major - otherMajor || minor - otherMinor;
}

const numbersOf = (version: string): number[] => version.split('.').map(Number);
