/** Families of parts for which the reference firmware is built; both parts of a family share an image. */
export const FIRMWARE_FAMILIES = ['l0', 'l4', 'g4'] as const;
export type FirmwareFamily = (typeof FIRMWARE_FAMILIES)[number];

/** Released versions, oldest first. 1.1.0 adds one variable to the RAM of 1.0.0 (severity 2). */
export const FIRMWARE_VERSIONS = ['1.0.0', '1.1.0'] as const;
export type FirmwareVersion = (typeof FIRMWARE_VERSIONS)[number];

/** `bin`: the image as in a bank; `elf`: with symbols and DWARF 5; `map`: the linker's map. */
export type FirmwareFileKind = 'bin' | 'elf' | 'map';

/**
 * Versions that exist as ELF only, to compare RAM layouts. Compared with 1.0.0, `1.0.1` lacks a variable (severity
 * 1); compared with 1.1.0, `1.2.0-moved` has one at another address (3); compared with that, `2.0.0-converted` has
 * another structure for one (4).
 */
export const FIRMWARE_FIXTURES = ['1.0.1', '1.2.0-moved', '2.0.0-converted'] as const;
export type FirmwareFixture = (typeof FIRMWARE_FIXTURES)[number];

/** The file of a released version. */
export function firmwareFile(family: FirmwareFamily, version: FirmwareVersion, kind: FirmwareFileKind): URL {
  return inBuild(`${family}/twinbank-${family}-${version}.${kind}`);
}

/** The ELF of a fixture. */
export function firmwareFixture(family: FirmwareFamily, fixture: FirmwareFixture): URL {
  return inBuild(`fixtures/${family}/twinbank-${family}-${fixture}.elf`);
}

/**
 * A program built without Twinbank, by family and variant: none, or `-behind-boot-loader` and others of the README.
 */
export function foreignFirmwareFile(family: FirmwareFamily, variant = ''): URL {
  return inBuild(`foreign/${family}${variant}.bin`);
}

/** A program with variables of every shape, by compiler and kind of debug information, such as `gcc-dwarf-5`. */
export function shapesFile(name: string): URL {
  return inBuild(`foreign/shapes/${name}.elf`);
}

/** `src` and `dist` are both directly in the package, so one relative path works for both. */
function inBuild(path: string): URL {
  return new URL(`../build/${path}`, import.meta.url);
}
