import type { IncomingMessage } from 'node:http';

import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';

import { atItsPace, discardRest } from '@twinbank/http';
import { addressedFormatOf, containerFault, containerOf } from '@twinbank/inspect';
import { concatBytes, isFault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { CONTAINER_BYTES_MAX, FORM_LIMITS, MAP_BYTES_MAX, UPLOAD_BYTES_MAX } from './upload-bounds.js';

/** Form field that holds the image. */
export const IMAGE_FIELD = 'image';
/** Form field that holds the map that the linker wrote with it. */
export const MAP_FIELD = 'map';

/** Characters of Intel HEX and S-records for each byte of an image: 2.8 and 3 in records of 16 bytes, 3.6 and 4 in records of 8; shorter ones are not usual. */
const HEX_PER_BYTE = 5;

/** Most bytes of a file that begins like this. */
function fileBytesMax(head: Uint8Array, maxImageBytes: number): number {
  const format = addressedFormatOf(head);
  if (format === 'elf') return CONTAINER_BYTES_MAX;
  return format === undefined ? maxImageBytes : Math.min(CONTAINER_BYTES_MAX, HEX_PER_BYTE * maxImageBytes);
}

/** An upload as it was received; fields that may be repeated are lists. */
export interface Upload {
  readonly fields: Readonly<Record<string, string | string[]>>;
  readonly image: Uint8Array;
  /** The linker map beside it. */
  readonly map?: Uint8Array;
}

/**
 * Reads a multipart form with one image, and perhaps the linker's map of it. It never holds more of the file than a bank, or what a bank takes in a format with addresses: a
 * longer image ends the request at once.
 *
 * @param repeatable fields that may occur several times
 * @throws Fault `image_too_large`, `image_wrong_format`, `map_too_large`, `upload_incomplete`, `request_timeout`, `request_invalid`,
 * `media_type_unsupported`
 */
export async function readUpload(
  request: FastifyRequest,
  { maxImageBytes, repeatable }: { maxImageBytes: number; repeatable: readonly string[] },
): Promise<Upload> {
  try {
    if (!request.isMultipart()) throw faultOf('media_type_unsupported', 'a release is uploaded as multipart/form-data');
    if (Number(request.headers['content-length'] ?? 0) > UPLOAD_BYTES_MAX)
      throw faultOf('image_too_large', `the file is longer than ${CONTAINER_BYTES_MAX} bytes, the most of any format`, {
        limit: CONTAINER_BYTES_MAX,
      });
    return await collect(request, maxImageBytes, repeatable);
  } catch (error) {
    discardRest(request.raw);
    if (isFault(error)) throw error;
    throw uploadFault(error);
  }
}

async function collect(request: FastifyRequest, maxImageBytes: number, repeatable: readonly string[]): Promise<Upload> {
  const fields: Record<string, string | string[]> = {};
  const files: { [IMAGE_FIELD]?: Uint8Array; [MAP_FIELD]?: Uint8Array } = {};
  const limits = { ...FORM_LIMITS, files: 3, fileSize: CONTAINER_BYTES_MAX + 1 };
  for await (const part of atItsPace(request.parts({ limits }), request.raw)) {
    if (part.type === 'field') {
      addField(fields, part, repeatable);
      continue;
    }
    const { fieldname: field } = part;
    if ((field !== IMAGE_FIELD && field !== MAP_FIELD) || files[field] !== undefined) {
      part.file.destroy();
      const which = `the form holds one file in the field ${IMAGE_FIELD}, and one in ${MAP_FIELD} at most`;
      throw faultOf('request_invalid', which, { field });
    }
    files[field] =
      field === IMAGE_FIELD ? await readImage(part, maxImageBytes, request.raw) : await readMap(part, request.raw);
  }
  const { image, map } = files;
  if (image === undefined)
    throw faultOf('request_invalid', `the form lacks the file ${IMAGE_FIELD}`, { field: IMAGE_FIELD });
  return { fields, image, ...(map && { map }) };
}

async function readMap(part: MultipartFile, request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of atItsPace(part.file as AsyncIterable<Uint8Array>, request)) {
    length += chunk.length;
    chunks.push(chunk);
    if (length > MAP_BYTES_MAX)
      throw faultOf('map_too_large', `a linker map may have ${MAP_BYTES_MAX} bytes`, { limit: MAP_BYTES_MAX });
  }
  return concatBytes(...chunks);
}

async function readImage(part: MultipartFile, maxImageBytes: number, request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let limit = maxImageBytes;
  for await (const chunk of atItsPace(part.file as AsyncIterable<Uint8Array>, request)) {
    length += chunk.length;
    chunks.push(chunk);
    // Asked once, of all that has come: the first piece of a slow upload may be shorter than what tells the format.
    if (length > limit && limit === maxImageBytes) limit = fileBytesMax(concatBytes(...chunks), maxImageBytes);
    if (length > limit) throw tooLong(concatBytes(...chunks), maxImageBytes);
  }
  if (part.file.truncated) throw tooLong(concatBytes(...chunks), maxImageBytes);
  return concatBytes(...chunks);
}

function addField(
  fields: Record<string, string | string[]>,
  part: Multipart & { type: 'field' },
  repeatable: readonly string[],
): void {
  const { fieldname, value, valueTruncated } = part;
  if (valueTruncated || typeof value !== 'string')
    throw faultOf('request_invalid', `${fieldname} must be text of at most ${FORM_LIMITS.fieldSize} bytes`, {
      field: fieldname,
    });
  const before = fields[fieldname];
  if (repeatable.includes(fieldname)) fields[fieldname] = [...(Array.isArray(before) ? before : []), value];
  else if (before === undefined) fields[fieldname] = value;
  else throw faultOf('request_invalid', `${fieldname} is given twice`, { field: fieldname });
}

const tooLarge = (maxImageBytes: number): Error =>
  faultOf('image_too_large', `the image is longer than the ${maxImageBytes} bytes of a bank`, { maxImageBytes });

/**
 * The fault of a file that is too long for an image. If it is neither a plain image nor in a format that is read, its format is the
 * more useful message.
 */
function tooLong(head: Uint8Array, maxImageBytes: number): Error {
  const container = containerOf(head, false);
  if (container?.format === 'elf')
    return faultOf(
      'image_too_large',
      `an ELF file may have ${CONTAINER_BYTES_MAX} bytes: take debug information out of it (arm-none-eabi-strip --strip-debug)`,
      { limit: CONTAINER_BYTES_MAX },
    );
  return container && !container.format ? containerFault(container) : tooLarge(maxImageBytes);
}

/**
 * The fault for an error of the form parser: exceeded limits and bad fields have error codes; any other error means
 * that the form ended too early.
 */
function uploadFault(error: unknown): Error {
  const code = (error as { code?: string }).code ?? '';
  if (/_LIMIT$|PROTO_VIOLATION|INVALID_JSON/.test(code))
    return faultOf('request_invalid', 'the form has too many or unreadable fields');
  return faultOf('upload_incomplete');
}
