import { createHash } from 'node:crypto';
import { basename } from 'node:path';

import type { components } from '@twinbank/client';
import type { LivePlaces } from '@twinbank/intake';
import { isPackage, PACKAGE_MEDIA_TYPE } from '@twinbank/package';

import { CliProblem } from '../shell/problem.js';

/** What an upload says of its image. A package says it itself. */
export interface UploadOptions extends LivePlaces {
  readonly version?: string;
  readonly counter?: number;
  readonly hardware?: readonly string[];
  readonly blockSize?: string;
  readonly versionAt?: string;
  readonly upgradesFrom?: string;
  readonly bootRomMin?: string;
  readonly map?: string;
}

/** What stands in a form, or in its place. */
export type ReleaseForm = components['schemas']['ReleaseForm'];

/** The body of an upload. The same file and options make the same bytes, by which a server knows it again. */
export interface UploadBody {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What is sent: the image or package, and the linker map beside an image. */
interface UploadFile extends NamedFile {
  readonly map?: NamedFile | undefined;
}

/**
 * The body of an upload: a package as it is, an image in a form. Which of them a file is, its first bytes say.
 *
 * @throws CliProblem `command_line_invalid` if options are missing that an image needs, or are there that a package says itself
 */
export function uploadOf(options: UploadOptions, file: UploadFile): UploadBody {
  return isPackage(file.bytes) ? packageUpload(options, file) : formUpload(options, file);
}

/** Bytes of a stream that are taken at a time. */
const STREAMED_BYTES = 64 * 1024;

const OPTIONS: readonly (keyof UploadOptions)[] = [
  'version',
  'counter',
  'hardware',
  'blockSize',
  'versionAt',
  'swapSectionAt',
  'runOnceAt',
  'isrCopiesAt',
  'ramLayout',
  'upgradesFrom',
  'bootRomMin',
  'map',
];

function packageUpload(options: UploadOptions, { bytes }: UploadFile): UploadBody {
  const said = OPTIONS.find((name) => options[name] !== undefined);
  if (said !== undefined)
    throw new CliProblem('command_line_invalid', `a package says its ${said} itself, and what was signed stays`);
  return { contentType: PACKAGE_MEDIA_TYPE, bytes };
}

function formUpload(options: UploadOptions, { name, bytes, map }: UploadFile): UploadBody {
  const { version, counter, hardware, blockSize, versionAt, swapSectionAt, runOnceAt, ramLayout, upgradesFrom } =
    options;
  const { bootRomMin, isrCopiesAt } = options;
  if (version === undefined || counter === undefined)
    throw new CliProblem('command_line_invalid', `${name} is no package: an image needs --version and --counter`);
  const fields = Object.entries({
    ...{ version, counter, hardware, blockSize, versionAt },
    ...{ swapSectionAt, runOnceAt, isrCopiesAt, ramLayout, upgradesFrom, bootRomMin },
  }).flatMap(([field, value]) => (Array.isArray(value) ? value : [value]).map((one) => [field, one] as const));
  return formOf(
    fields.flatMap(([field, value]) => (value === undefined ? [] : [[field, String(value)] as const])),
    [
      ...(map ? [{ field: 'map', name: basename(map.name), bytes: map.bytes }] : []),
      { field: 'image', name: basename(name), bytes },
    ],
  );
}

/** A form with its files at the end, the image last [RFC 7578]. Its boundary is made of what stands in it. */
function formOf(
  fields: readonly (readonly [string, string])[],
  files: readonly (NamedFile & { readonly field: string })[],
): UploadBody {
  const hash = createHash('sha256').update(JSON.stringify([fields, ...files.map(({ name }) => name)]));
  for (const { bytes } of files) hash.update(bytes);
  const boundary = `twinbank-${hash.digest('hex').slice(0, 32)}`;
  const head = (lines: readonly string[]): string => `--${boundary}\r\n${lines.join('\r\n')}\r\n\r\n`;
  const texts = fields.map(
    ([field, value]) => `${head([`content-disposition: form-data; name="${field}"`])}${value}\r\n`,
  );
  const parts = files.flatMap(({ field, name, bytes }) => [
    Buffer.from(
      head([
        `content-disposition: form-data; name="${field}"; filename="${name.replace(/[\r\n"]/g, encodeURIComponent)}"`,
        'content-type: application/octet-stream',
      ]),
    ),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: new Uint8Array(Buffer.concat([Buffer.from(texts.join('')), ...parts, Buffer.from(`--${boundary}--\r\n`)])),
  };
}

/** Bytes as a stream, a piece at a time. @param onBytes is told how many were taken so far */
export function streamOf(bytes: Uint8Array<ArrayBuffer>, onBytes: (taken: number) => void): ReadableStream<Uint8Array> {
  let taken = 0;
  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (taken >= bytes.length) return controller.close();
      const piece = bytes.slice(taken, taken + STREAMED_BYTES);
      taken += piece.length;
      onBytes(taken);
      controller.enqueue(piece);
    },
  });
}
