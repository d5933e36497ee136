import { faultOf } from '@twinbank/protocol';
import type { Fault } from '@twinbank/primitives';

/** A format of files with addresses that the server turns into an image by itself. */
export type AddressedFormat = 'elf' | 'intel-hex' | 's-record';

/** A file format other than the plain bytes of a bank. */
export interface Container {
  readonly name: string;
  /** If it has addresses and the server reads it. */
  readonly format?: AddressedFormat;
  /** How to extract the bytes of the bank from it. */
  readonly remedy: string;
}

/** Number of bytes with which {@link containerOf} recognises every format that it identifies by its beginning. */
export const CONTAINER_HEAD_BYTES = 512;

const OBJCOPY = 'arm-none-eabi-objcopy -O binary firmware.elf firmware.bin';
const UNPACK = 'unpack it and upload the .bin inside';
const UNHEADED = 'upload the image as the linker made it, without the header, linked at 0x08000000';

const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));

/** Beginnings that no image can have, because as a stack pointer none of them is an aligned address in RAM. */
const MAGICS: readonly (Container & { readonly magic: readonly number[] })[] = [
  { name: 'an ELF file', format: 'elf', magic: [0x7f, ...ascii('ELF')], remedy: `make the image of it: ${OBJCOPY}` },
  {
    name: 'a DfuSe file',
    magic: ascii('DfuSe'),
    remedy: 'upload the .bin that it was made of, or dump its element for 0x08000000 (dfuse-pack.py -d)',
  },
  {
    name: 'a UF2 file',
    magic: ascii('UF2\n'),
    remedy: 'upload the .bin that it was made of (uf2conv.py turns it back)',
  },
  { name: 'an image with an MCUboot header', magic: [0x3d, 0xb8, 0xf3, 0x96], remedy: UNHEADED },
  { name: 'an image with an ST secure-boot (SBSFU) header', magic: ascii('SFU'), remedy: UNHEADED },
  { name: 'an image with an STM32 header', magic: [...ascii('STM'), 0x32], remedy: UNHEADED },
  { name: 'a ZIP archive', magic: [...ascii('PK'), 3, 4], remedy: UNPACK },
  { name: 'a gzip file', magic: [0x1f, 0x8b], remedy: UNPACK },
  { name: 'an xz file', magic: [0xfd, ...ascii('7zXZ')], remedy: UNPACK },
  { name: 'a bzip2 file', magic: ascii('BZh'), remedy: UNPACK },
  { name: 'a 7z archive', magic: [...ascii('7z'), 0xbc, 0xaf], remedy: UNPACK },
  { name: 'a zstd file', magic: [0x28, 0xb5, 0x2f, 0xfd], remedy: UNPACK },
  { name: 'a program for Windows', magic: ascii('MZ'), remedy: 'it is not for this device' },
];

/** Text formats, by the beginning of the file after spaces and byte order mark. */
const TEXTS: readonly (Container & { readonly start: RegExp })[] = [
  {
    name: 'an Intel HEX file',
    format: 'intel-hex',
    start: /^:[0-9a-f]{10}/i,
    remedy: 'make the image of it: arm-none-eabi-objcopy -I ihex -O binary firmware.hex firmware.bin',
  },
  {
    name: 'a Motorola S-record file',
    format: 's-record',
    start: /^S[0-9][0-9a-f]{8}/i,
    remedy: 'make the image of it: arm-none-eabi-objcopy -I srec -O binary firmware.srec firmware.bin',
  },
  { name: 'a TI-TXT file', start: /^@[0-9a-f]{4,8}\s/i, remedy: `make the image of the program: ${OBJCOPY}` },
];

const DFU_SUFFIX_BYTES = 16;
const DFU_SIGNATURE = [...ascii('UFD'), DFU_SUFFIX_BYTES];
/** Offset of the signature in a tar archive. */
const TAR_MARK = 257;
/** Shorter text may be a vector table by chance. */
const TEXT_BYTES_MIN = 64;

/**
 * The format of a file that is not a plain image, recognised by its beginning and its end; undefined if it is not a
 * known format.
 *
 * @param head the file, or its first {@link CONTAINER_HEAD_BYTES} or more
 * @param whole false if the end is missing
 *
 * @example
 * ```ts
 * import { containerOf } from '@twinbank/inspect';
 *
 * const hex = new TextEncoder().encode(':020000040800F2\n:10000000000002200104000801050008\n');
 * console.log(containerOf(hex)?.name); // an Intel HEX file
 * ```
 */
export function containerOf(head: Uint8Array, whole = true): Container | undefined {
  const known = MAGICS.find(({ magic }) => matches(head, 0, magic));
  if (known) return known;
  if (matches(head, TAR_MARK, ascii('ustar'))) return { name: 'a tar archive', remedy: UNPACK };
  if (whole && matches(head, head.length - 8, DFU_SIGNATURE)) {
    return { name: 'an image with a DFU suffix', remedy: 'remove its last 16 bytes: dfu-suffix --delete firmware.dfu' };
  }
  return textContainerOf(head.subarray(0, CONTAINER_HEAD_BYTES));
}

/** The format of a file that the server turns into an image by itself; undefined for every other file. */
export const addressedFormatOf = (head: Uint8Array): AddressedFormat | undefined => containerOf(head, false)?.format;

/** The fault for a file in a container: `image_wrong_format`, with the format's name and the way to convert it. */
export function containerFault({ name, remedy }: Container): Fault {
  return faultOf('image_wrong_format', `the file is ${name}, not the plain bytes of a bank: ${remedy}`, {
    format: name,
  });
}

function textContainerOf(head: Uint8Array): Container | undefined {
  if (!head.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13) || byte >= 0x80))
    return undefined;
  const text = String.fromCharCode(...head).replace(/^(?:\u00ef\u00bb\u00bf)?\s*/, '');
  const known = TEXTS.find(({ start }) => start.test(text));
  if (known) return known;
  return head.length >= TEXT_BYTES_MIN && head.every((byte) => byte < 0x80)
    ? { name: 'text', remedy: `upload the image: ${OBJCOPY}` }
    : undefined;
}

function matches(bytes: Uint8Array, at: number, wanted: readonly number[]): boolean {
  return at >= 0 && at + wanted.length <= bytes.length && wanted.every((byte, index) => bytes[at + index] === byte);
}
