import { basename } from 'node:path';

import { formOf, type components } from '@twinbank/client';

/** What an upload says of its image. */
export interface UploadOptions {
  readonly version: string;
  readonly counter: number;
  readonly hardware?: readonly string[];
  readonly blockSize?: string;
  readonly versionAt?: string;
  readonly upgradesFrom?: string;
}

/** A form on its way to the server. */
export interface StreamedForm {
  readonly contentType: string;
  readonly fields: components['schemas']['ReleaseForm'];
  /** Bytes of the file: the rest of the form is small. */
  readonly length: number;
  /** The bytes. @param onBytes is told how many were taken so far */
  stream(onBytes: (sent: number) => void): ReadableStream<Uint8Array>;
}

/** The form of an upload, with the image last. */
export function releaseForm(
  options: UploadOptions,
  file: { name: string; bytes: Uint8Array<ArrayBuffer> },
): StreamedForm {
  const { version, counter, hardware, blockSize, versionAt, upgradesFrom } = options;
  const image = new Blob([file.bytes]);
  const fields = {
    ...{ version, counter, image },
    ...(hardware && { hardware: [...hardware] }),
    ...(blockSize !== undefined && { blockSize: Number(blockSize) as 4096 }),
    ...(versionAt !== undefined && { versionAt }),
    ...(upgradesFrom !== undefined && { upgradesFrom }),
  };
  const form = formOf(fields, basename(file.name));
  const encoded = new Response(form);
  return {
    contentType: encoded.headers.get('content-type') ?? 'multipart/form-data',
    fields,
    length: file.bytes.length,
    stream: (onBytes) => {
      let sent = 0;
      const counted = new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, next) => {
          sent += chunk.length;
          onBytes(sent);
          next.enqueue(chunk);
        },
      });
      return (encoded.body as ReadableStream<Uint8Array>).pipeThrough(counted);
    },
  };
}
