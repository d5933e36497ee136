import { Button, Group, Stack, Text } from '@mantine/core';
import { useRef, type FormEvent, type ReactNode } from 'react';

import { RestError } from '@twinbank/client';

import { DraftNote } from '../../drafts/draft-note.js';
import { useDraft, useKept } from '../../drafts/use-draft.js';
import { DropZone } from '../../parts/files/drop-zone.js';
import { later } from '../../parts/later.js';
import type { Product } from '../../products/products.js';
import { ProblemBox } from '../../shell/problem-box.js';
import { uploadPath } from './send-upload.js';
import { UploadFieldset } from './upload-fields.js';
import {
  BLANK,
  formFields,
  formFiles,
  isPackage,
  MAGIC_BYTES,
  PACKAGE_TYPE,
  type UploadFields,
} from './upload-order.js';
import { useUpload, type Uploading } from './use-upload.js';

const IN_MEMORY = { isMemoryOnly: true } as const;

/** Seldom seen, and with a window of its own. */
const UploadResult = later(async () => (await import('./upload-result.js')).UploadResult);
/** Loaded while the first bytes are sent. */
const Sending = later(async () => (await import('./sending.js')).Sending);
const Curl = later(async () => (await import('../../parts/curl.js')).Curl);
const UnfinishedUploads = later(async () => (await import('./unfinished.js')).UnfinishedUploads);

/** A file, what is said beside it, and how its upload goes. */
export function UploadForm({ product }: { readonly product: Product }): ReactNode {
  const draft = useDraft(`release/new/${product.name}`);
  // Files are where the person has them: after a reload they are chosen again.
  const [file, setFile] = useKept<File | undefined>(draft, 'file', undefined, IN_MEMORY);
  const [isPacked, setPacked] = useKept(draft, 'isPacked', false, IN_MEMORY);
  const [fields, setFields] = useKept(draft, 'fields', BLANK);
  const [map, setMap] = useKept<File | undefined>(draft, 'map', undefined, IN_MEMORY);
  const upload = useUpload(draft.drop);
  const last = useRef<File>(undefined);
  const choose = (chosen: File): void => {
    upload.forget();
    // A map is of one build: that of the file before is not this one's.
    if (file !== undefined) setMap(undefined);
    setFile(chosen);
    setPacked(false);
    last.current = chosen;
    // A file that cannot be read any more is found out when it is sent.
    void headOf(chosen).then(
      (head) => last.current === chosen && setPacked(isPackage(head)),
      () => undefined,
    );
  };
  const isReady = file !== undefined && (isPacked || (fields.version.trim() !== '' && fields.counter.trim() !== ''));
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (isReady) upload.begin({ product: product.name, file, ...(isPacked ? { fields: undefined } : { fields, map }) });
  };
  if (upload.uploaded) return <UploadResult uploaded={upload.uploaded} onAgain={upload.forget} />;
  return (
    <form onSubmit={submit} aria-label="Upload">
      <Stack>
        <DraftNote draft={draft} order={{ isUnderWay: upload.isUnderWay, clear: upload.forget }} />
        <DropZone
          what="the image"
          takes="ELF, Intel HEX, S-record, the plain bytes of bank 1, or a package that the team has signed"
          label="File of the release"
          file={file}
          kind={file && (isPacked ? 'a package: version, counter and signatures are in it' : undefined)}
          isDisabled={upload.isUnderWay}
          onFile={choose}
        />
        {!isPacked && (
          <UploadFieldset
            {...{ product, map, isDisabled: upload.isUnderWay }}
            value={fields}
            onChange={setFields}
            onMap={setMap}
          />
        )}
        <Became product={product.name} upload={upload} {...(isReady && { onRetry: submit })} />
        {upload.isUnderWay ? (
          <Sending upload={upload} />
        ) : (
          <Group>
            <Button type="submit" disabled={!isReady}>
              Upload
            </Button>
          </Group>
        )}
        <AsCommand product={product} file={file} isPacked={isPacked} fields={fields} map={map} />
      </Stack>
    </form>
  );
}

interface BecameProps {
  readonly product: string;
  readonly upload: Uploading;
  /** Sends it once more, if it could be sent. */
  readonly onRetry?: () => void;
}

/** What became of an upload that did not arrive. */
const Became = ({ product, upload: { error, isLost, isCancelled }, onRetry }: BecameProps): ReactNode => (
  <>
    {error && <ProblemBox error={error} {...(onRetry && { onRetry })} />}
    {error instanceof RestError && error.code === 'uploads_unfinished' && <UnfinishedUploads product={product} />}
    {isLost && (
      <Text size="sm">
        Whether it arrived whole is not known. Sending it once more is safe: a release that is there already is not
        changed by the same file. If the file was built anew since you chose it, choose it again.
      </Text>
    )}
    {isCancelled && (
      <Text size="sm" c="dimmed" role="status">
        The upload was cancelled. Nothing is kept of a file that did not arrive whole.
      </Text>
    )}
  </>
);

const headOf = async (file: File): Promise<Uint8Array> =>
  new Uint8Array(await file.slice(0, MAGIC_BYTES).arrayBuffer());

interface AsCommandProps {
  readonly product: Product;
  readonly file: File | undefined;
  readonly isPacked: boolean;
  readonly fields: UploadFields;
  readonly map: File | undefined;
}

function AsCommand({ product, file, isPacked, fields, map }: AsCommandProps): ReactNode {
  const name = file?.name ?? 'firmware.elf';
  const path = uploadPath(product.name);
  return isPacked ? (
    <Curl order={{ method: 'POST', path, headers: { 'content-type': PACKAGE_TYPE }, file: name }} />
  ) : (
    <Curl order={{ method: 'POST', path, form: formFields(fields), files: formFiles(name, map?.name) }} />
  );
}
