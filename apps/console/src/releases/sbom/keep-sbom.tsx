import { Button, Group, Stack, Text } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';

import { useGiving } from '../../asking/giving.js';
import { Curl } from '../../parts/curl.js';
import { DropZone } from '../../parts/files/drop-zone.js';
import { ProblemBox } from '../../shell/problem-box.js';
import { RELEASES, releaseKey, type ReleaseDetail } from '../releases.js';
import { SBOM_BYTES_MAX, SBOM_TYPE, sbomFault } from './keep-text.js';
import { keepSbom, sbomAddress } from './sbom.js';

interface KeepSbomProps {
  readonly release: ReleaseDetail;
  /** What is done once it is kept, or where it is left; without it there is nothing to go back to. */
  readonly onClose?: () => void;
}

/** Takes the SBOM of a release, as a file that is dropped or chosen, and keeps it in place of the one before. */
export function KeepSbom({ release, onClose }: KeepSbomProps): ReactNode {
  const { product, version, sbom } = release;
  const [file, setFile] = useState<File>();
  const [fault, setFault] = useState<string>();
  const giving = useGiving(RELEASES, releaseKey(product, version));
  const choose = async (chosen: File): Promise<void> => {
    giving.clear();
    setFile(chosen);
    const text = chosen.size > SBOM_BYTES_MAX ? '' : await chosen.text().catch(() => '');
    setFault(sbomFault(text, chosen.size));
  };
  const isReady = file !== undefined && fault === undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) giving.give(() => keepSbom({ product, version }, file), onClose);
  };
  return (
    <form onSubmit={submit} aria-label="Keep an SBOM">
      <Stack gap="sm">
        {sbom && (
          <Text size="sm">
            It takes the place of the one that is kept now. The audit log has the digest of both; devices are told
            nothing.
          </Text>
        )}
        <DropZone
          what="the SBOM"
          takes="CycloneDX 1.4 to 1.7 as JSON, at most 1 MiB"
          label="SBOM of the release"
          file={file}
          kind={undefined}
          isDisabled={giving.isUnderWay}
          onFile={(chosen) => void choose(chosen)}
        />
        {fault !== undefined && (
          <Text size="sm" c="red" role="alert">
            {fault}
          </Text>
        )}
        {giving.error && <ProblemBox error={giving.error} />}
        {isReady && (
          <Curl
            order={{
              ...{ method: 'POST', path: sbomAddress({ product, version }), file: file.name },
              headers: { 'Content-Type': SBOM_TYPE },
            }}
          />
        )}
        <Group>
          <Button type="submit" disabled={!isReady} loading={giving.isUnderWay}>
            Keep it
          </Button>
          {onClose && (
            <Button variant="default" disabled={giving.isUnderWay} onClick={onClose}>
              Leave it
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
