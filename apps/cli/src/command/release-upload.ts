import { basename } from 'node:path';

import { formOf, type components } from '@twinbank/client';
import { isPackage, PACKAGE_MEDIA_TYPE } from '@twinbank/package';

import { CliProblem } from '../shell/problem.js';

/** What an upload says of its image. A package says it itself. */
export interface UploadOptions {
  readonly version?: string;
  readonly counter?: number;
  readonly hardware?: readonly string[];
  readonly blockSize?: string;
  readonly versionAt?: string;
  readonly upgradesFrom?: string;
}

type ReleaseForm = components['schemas']['ReleaseForm'];

/** A body on its way to the server. */
export interface StreamedUpload {
  readonly contentType: string;
  /** What the body stands for, as the typed client wants it. */
  readonly fields: ReleaseForm;
  /** Bytes of the file: the rest of a form is small. */
  readonly length: number;
  /** The bytes. @param onBytes is told how many were taken so far */
  stream(onBytes: (sent: number) => void): ReadableStream<Uint8Array>;
}

interface UploadFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The body of an upload: a package as it is, an image in a form. Which of them a file is, its first bytes say.
 *
 * @throws CliProblem `command_line_invalid` if options are missing that an image needs, or are there that a package says itself
 */
export function uploadOf(options: UploadOptions, file: UploadFile): StreamedUpload {
  return isPackage(file.bytes) ? packageUpload(options, file) : formUpload(options, file);
}

const OPTIONS: readonly (keyof UploadOptions)[] = [
  'version',
  'counter',
  'hardware',
  'blockSize',
  'versionAt',
  'upgradesFrom',
];

function packageUpload(options: UploadOptions, { bytes }: UploadFile): StreamedUpload {
  const said = OPTIONS.find((name) => options[name] !== undefined);
  if (said !== undefined)
    throw new CliProblem('command_line_invalid', `a package says its ${said} itself, and what was signed stays`);
  const body = new Response(new Blob([bytes]));
  return {
    ...{ contentType: PACKAGE_MEDIA_TYPE, length: bytes.length },
    fields: body as unknown as ReleaseForm,
    stream: (onBytes) => counted(body, onBytes),
  };
}

function formUpload(options: UploadOptions, { name, bytes }: UploadFile): StreamedUpload {
  const { version, counter, hardware, blockSize, versionAt, upgradesFrom } = options;
  if (version === undefined || counter === undefined)
    throw new CliProblem('command_line_invalid', `${name} is no package: an image needs --version and --counter`);
  const fields = {
    ...{ version, counter, image: new Blob([bytes]) },
    ...(hardware && { hardware: [...hardware] }),
    ...(blockSize !== undefined && { blockSize: Number(blockSize) as 4096 }),
    ...(versionAt !== undefined && { versionAt }),
    ...(upgradesFrom !== undefined && { upgradesFrom }),
  };
  // The image is last.
  const encoded = new Response(formOf(fields, basename(name)));
  return {
    contentType: encoded.headers.get('content-type') ?? 'multipart/form-data',
    ...{ fields, length: bytes.length },
    stream: (onBytes) => counted(encoded, onBytes),
  };
}

function counted(body: Response, onBytes: (sent: number) => void): ReadableStream<Uint8Array> {
  let sent = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, next) => {
      sent += chunk.length;
      onBytes(sent);
      next.enqueue(chunk);
    },
  });
  return (body.body as ReadableStream<Uint8Array>).pipeThrough(counting);
}
