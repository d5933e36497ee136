import { MAP_LIMITS } from '@twinbank/elf';
import { PACKAGE_BYTES_MAX, PACKAGE_MEDIA_TYPE } from '@twinbank/package';

/** Limits of the form, apart from the image: names are short, and no product has this many hardware revisions. */
export const FORM_LIMITS = { fields: 80, fieldSize: 1024, fieldNameSize: 64, headerPairs: 20, parts: 100 };
/**
 * Longest request body for the image, in bytes: an ELF file is many times as long as its image, if it has debug information, some 20 MB
 * for a program of 512 KB. Up to this length the start of any file is examined, so that the fault can name the format.
 */
export const CONTAINER_BYTES_MAX = 24 * 1024 * 1024;
/** Bytes that the form adds to the image. */
export const FORM_OVERHEAD = FORM_LIMITS.fields * (FORM_LIMITS.fieldSize + 256);

/** Most bytes of the linker map beside the image. */
export const MAP_BYTES_MAX = MAP_LIMITS.bytes;

/** Most bytes of a form with an image, and a linker map. */
export const UPLOAD_BYTES_MAX = CONTAINER_BYTES_MAX + MAP_BYTES_MAX + FORM_OVERHEAD;

/** Most bytes of an upload of this media type. */
export const uploadBytesMax = (contentType: string): number =>
  contentType.toLowerCase().startsWith(PACKAGE_MEDIA_TYPE) ? PACKAGE_BYTES_MAX : UPLOAD_BYTES_MAX;
