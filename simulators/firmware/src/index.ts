/** Families of parts for which the reference firmware is built; both parts of a family share an image. */
export const FIRMWARE_FAMILIES = ['l0', 'l4', 'g4'] as const;
export type FirmwareFamily = (typeof FIRMWARE_FAMILIES)[number];

/** Released versions, oldest first. 1.1.0 adds one variable to the RAM of 1.0.0 (severity 2). */
export const FIRMWARE_VERSIONS = ['1.0.0', '1.1.0'] as const;
export type FirmwareVersion = (typeof FIRMWARE_VERSIONS)[number];

/** `bin`: the image as it lies in a bank; `elf`: with symbols and DWARF 5; `map`: the linker's map. */
export type FirmwareFileKind = 'bin' | 'elf' | 'map';

/**
 * Versions that exist as ELF only, to compare RAM layouts: against 1.0.0, `1.0.1` lacks a variable
 * (severity 1); against 1.1.0, `1.2.0-moved` has one at another address (3); against that,
 * `2.0.0-converted` has another structure for one (4).
 */
export const FIRMWARE_FIXTURES = ['1.0.1', '1.2.0-moved', '2.0.0-converted'] as const;
export type FirmwareFixture = (typeof FIRMWARE_FIXTURES)[number];

/** Where the file of a released version lies. */
export function firmwareFile(family: FirmwareFamily, version: FirmwareVersion, kind: FirmwareFileKind): URL {
  return inBuild(`${family}/twinbank-${family}-${version}.${kind}`);
}

/** Where the ELF of a fixture lies. */
export function firmwareFixture(family: FirmwareFamily, fixture: FirmwareFixture): URL {
  return inBuild(`fixtures/${family}/twinbank-${family}-${fixture}.elf`);
}

/** Where a program that knows nothing of Twinbank lies, by family and variant: none, or `-behind-boot-loader` and others of the README. */
export function foreignFirmwareFile(family: FirmwareFamily, variant = ''): URL {
  return inBuild(`foreign/${family}${variant}.bin`);
}

/** `src` and `dist` both lie directly in the package, so one relative path serves both. */
function inBuild(path: string): URL {
  return new URL(`../build/${path}`, import.meta.url);
}
