import { Button, Checkbox, Collapse, Group, NativeSelect, Progress, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';

import { Curl } from '../parts/curl.js';
import type { Product } from '../products/products.js';
import { ProblemBox } from '../shell/problem-box.js';
import { DropZone } from './drop-zone.js';
import { RELEASES, useHighest } from './releases.js';
import { sendUpload, UploadCancelled, uploadPath, type Upload, type Uploaded } from './send-upload.js';
import { UploadResult } from './upload-result.js';
import { formFields, isPackage, MAGIC_BYTES, PACKAGE_TYPE, type UploadFields } from './upload-order.js';

const BLOCK_SIZES = ['1024', '2048', '4096', '8192', '16384'];
const BLANK: UploadFields = { version: '', counter: '', hardware: [], blockSize: null, versionAt: '' };

/** A file, what is said beside it, and how its upload goes. */
export function UploadForm({ product }: { readonly product: Product }): ReactNode {
  const [file, setFile] = useState<File>();
  const [isPacked, setPacked] = useState(false);
  const [fields, setFields] = useState(BLANK);
  const upload = useUpload();
  const choose = (chosen: File): void => {
    upload.forget();
    setFile(chosen);
    void chosen
      .slice(0, MAGIC_BYTES)
      .arrayBuffer()
      .then((head) => setPacked(isPackage(new Uint8Array(head))));
  };
  const isReady = file !== undefined && (isPacked || (fields.version.trim() !== '' && fields.counter.trim() !== ''));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) upload.begin({ product: product.name, file, fields: isPacked ? undefined : fields });
  };
  if (upload.uploaded) return <UploadResult uploaded={upload.uploaded} onAgain={upload.forget} />;
  return (
    <form onSubmit={submit} aria-label="Upload">
      <Stack>
        <DropZone
          file={file}
          kind={file && (isPacked ? 'a package: version, counter and signatures are in it' : undefined)}
          isDisabled={upload.isUnderWay}
          onFile={choose}
        />
        {!isPacked && <Fields product={product} value={fields} onChange={setFields} isDisabled={upload.isUnderWay} />}
        {upload.error && <ProblemBox error={upload.error} />}
        {upload.isCancelled && (
          <Text size="sm" c="dimmed" role="status">
            The upload was cancelled. Nothing is kept of a file that did not arrive whole.
          </Text>
        )}
        {upload.isUnderWay ? (
          <Sending percent={upload.percent} onCancel={upload.cancel} />
        ) : (
          <Group>
            <Button type="submit" disabled={!isReady}>
              Upload
            </Button>
          </Group>
        )}
        <AsCommand product={product} file={file} isPacked={isPacked} fields={fields} />
      </Stack>
    </form>
  );
}

/** One upload at a time, how far it is, and what became of it. */
function useUpload() {
  const queries = useQueryClient();
  const running = useRef<Upload>(undefined);
  const [percent, setPercent] = useState<number>();
  const [isUnderWay, setUnderWay] = useState(false);
  const [error, setError] = useState<Error>();
  const [uploaded, setUploaded] = useState<Uploaded>();
  const forget = (): void => {
    setError(undefined);
    setUploaded(undefined);
  };
  const begin = (order: Parameters<typeof sendUpload>[0]): void => {
    if (isUnderWay) return;
    forget();
    setPercent(0);
    setUnderWay(true);
    running.current = sendUpload(order, setPercent);
    void running.current.done
      .then(setUploaded, setError)
      .finally(() => setUnderWay(false))
      .then(() => queries.invalidateQueries({ queryKey: RELEASES }));
  };
  return {
    ...{ begin, forget, percent, isUnderWay, uploaded },
    error: error instanceof UploadCancelled ? undefined : error,
    isCancelled: error instanceof UploadCancelled,
    cancel: () => running.current?.cancel(),
  };
}

function Sending({
  percent,
  onCancel,
}: {
  readonly percent: number | undefined;
  readonly onCancel: () => void;
}): ReactNode {
  const isSent = percent === 100;
  return (
    <Stack gap="xs">
      <Text size="sm" role="status">
        {isSent ? 'Sent. The server looks into it.' : `Sending${percent === undefined ? '' : `: ${percent} %`}`}
      </Text>
      <Progress value={percent ?? 100} animated={isSent || percent === undefined} aria-label="Sent" />
      <Group>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}

interface FieldsProps {
  readonly product: Product;
  readonly value: UploadFields;
  readonly isDisabled: boolean;
  readonly onChange: (fields: UploadFields) => void;
}

function Fields({ product, value, isDisabled, onChange }: FieldsProps): ReactNode {
  const [isMore, setMore] = useState(false);
  const { data: highest } = useHighest(product.name);
  return (
    <>
      <Group grow align="start">
        <TextInput
          label="Version"
          description="Semantic version"
          placeholder="1.4.0"
          required
          disabled={isDisabled}
          value={value.version}
          onChange={({ currentTarget }) => onChange({ ...value, version: currentTarget.value })}
        />
        <TextInput
          label="Security counter"
          description={
            highest ? `Highest so far: ${highest.counter} (${highest.version})` : 'Devices take none below theirs'
          }
          inputMode="numeric"
          required
          disabled={isDisabled}
          value={value.counter}
          onChange={({ currentTarget }) => onChange({ ...value, counter: currentTarget.value })}
        />
      </Group>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        mr="auto"
        aria-expanded={isMore}
        onClick={() => setMore((before) => !before)}
      >
        {isMore ? 'Less' : 'Hardware, block size, and more …'}
      </Button>
      <Collapse expanded={isMore}>
        <FurtherFields product={product} value={value} isDisabled={isDisabled} onChange={onChange} />
      </Collapse>
    </>
  );
}

/** What is seldom said. */
function FurtherFields({ product, value, isDisabled, onChange }: FieldsProps): ReactNode {
  return (
    <Stack>
      <Checkbox.Group
        label="Hardware revisions"
        description="All of the product unless some are chosen"
        value={[...value.hardware]}
        onChange={(hardware) => onChange({ ...value, hardware })}
      >
        <Group mt="xs">
          {product.hardware.map((revision) => (
            <Checkbox key={revision} value={revision} label={revision} disabled={isDisabled} />
          ))}
        </Group>
      </Checkbox.Group>
      <NativeSelect
        label="Bytes of a block"
        description="As the server decides unless one is chosen"
        data={[{ value: '', label: 'the server decides' }, ...BLOCK_SIZES]}
        disabled={isDisabled}
        value={value.blockSize ?? ''}
        onChange={({ currentTarget }) => onChange({ ...value, blockSize: currentTarget.value || null })}
      />
      <TextInput
        label="Where the image says its version"
        description="A symbol or section of an ELF file, or 0x08000400+16: the server compares it with the version above"
        disabled={isDisabled}
        value={value.versionAt}
        onChange={({ currentTarget }) => onChange({ ...value, versionAt: currentTarget.value })}
      />
    </Stack>
  );
}

interface AsCommandProps {
  readonly product: Product;
  readonly file: File | undefined;
  readonly isPacked: boolean;
  readonly fields: UploadFields;
}

function AsCommand({ product, file, isPacked, fields }: AsCommandProps): ReactNode {
  const name = file?.name ?? 'firmware.elf';
  const path = uploadPath(product.name);
  return isPacked ? (
    <Curl order={{ method: 'POST', path, headers: { 'content-type': PACKAGE_TYPE }, file: name }} />
  ) : (
    <Curl order={{ method: 'POST', path, form: formFields(fields), files: [['image', name]] }} />
  );
}
